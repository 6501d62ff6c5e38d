import { describe, expect, it } from 'vitest';
import { acceptedImage } from './accepted-image.ts';

describe(acceptedImage.name, () => {
  it.each([
    [undefined, 'image/svg+xml'],
    ['*/*', 'image/svg+xml'],
    ['image/png', 'image/png'],
    ['image/svg+xml;q=0.5, image/png', 'image/png'],
    ['image/*;q=0.8, image/png;q=0.1', 'image/svg+xml'],
    ['text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8', 'image/svg+xml'],
    ['image/svg+xml;q=0, */*', 'image/png'],
  ])('chooses for %s', (accept, type) => {
    expect(acceptedImage(accept)).toBe(type);
  });

  it.each(['image/jpeg', 'text/html', 'image/png;q=0'])('refuses %s', (accept) => {
    expect(() => acceptedImage(accept)).toThrow('not-acceptable');
  });
});
