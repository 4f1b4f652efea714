/** What the alert channel is told of keys. */
export const keyWords = {
  'alert.unknown-key':
    'A stored record rests on key {unknownKey}, which is not configured, and was refused: {key}. If that key was removed, put it back into keys. If there never was one, somebody else wrote the record.',
} as const
