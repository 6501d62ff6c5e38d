const SUBJECTS = [
  'The harbour',
  'A gull',
  'The keeper of the light',
  'Dr. Miller',
  'The first boat',
  'Nobody on the pier',
];
const VERBS = ['wakes before', 'waits for', 'looks out over', 'has forgotten', 'comes back from', 'sings about'];
const OBJECTS = [
  'the town',
  'the tide, the wind and the rain',
  'an island',
  'the morning',
  'the old rope',
  'the far shore',
];

/** Sentences that are all different, as many as fit into a number of characters; an empty line after every eighth. */
export function longText(characters: number): { readonly text: string; readonly sentences: readonly string[] } {
  const sentences: string[] = [];
  let text = '';
  for (let i = 0; ; i++) {
    const subject = SUBJECTS[i % 6];
    const verb = VERBS[Math.floor(i / 6) % 6];
    const object = OBJECTS[Math.floor(i / 36) % 6];
    const sentence = `${subject} ${verb} ${object} on day ${i + 1}.`;
    if (text.length + sentence.length > characters) return { text: text.trimEnd(), sentences };
    sentences.push(sentence);
    text += `${sentence}${i % 8 === 7 ? '\n\n' : ' '}`;
  }
}
