/** Opening a locked account whose password stays. */
export const unlockWords = {
  'alert.unlock-refused': 'An unlock of {name} ({account}) was refused.',
} as const
