/** Text, since it runs in the page: the bundler of the images would add helpers to a function. */
const SOURCE = `function mediaPlugin() {
  return {
    wrapComponents: {
      responseBody: (Original, { React }) => (props) => {
        const { content, contentType = '' } = props;
        const type = contentType.split(';')[0];
        const isPicture = type === 'image/svg+xml';
        const isMedia = isPicture || type.startsWith('audio/');
        const url = React.useMemo(
          () => (isMedia ? URL.createObjectURL(new Blob([content], { type })) : ''),
          [content, type, isMedia],
        );
        if (!isMedia) return React.createElement(Original, props);
        return isPicture
          ? React.createElement('img', { src: url, alt: 'The response', style: { maxWidth: '100%' } })
          : React.createElement('audio', { src: url, controls: true });
      },
    },
  };
}`;

/**
 * A plugin of Swagger UI that plays audio and shows SVG from the response. Swagger UI itself would let the player request the URL again, by GET and
 * without the token, and would show SVG as its source. Nest sends the source of the function to the page.
 */
export const MEDIA_PLUGIN = Object.assign(() => undefined, { toString: () => SOURCE });
