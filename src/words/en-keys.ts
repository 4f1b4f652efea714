/** What the helpdesk and the audit's reader are told of keys, backups and restores. */
export const keyWords = {
  'alert.unknown-key':
    'A stored record rests on key {unknownKey}, which is not configured, and was refused: {key}. If that key was removed, put it back into keys. If there never was one, somebody else wrote the record.',
  'playground.audit.keys.rotating': 'Stored records are being moved to another key',
  'playground.audit.keys.rotated': 'Stored records were moved to another key',
  'playground.audit.enrolments.exported': 'A backup of all enrolments was made',
  'playground.audit.enrolments.restoring': 'Enrolments are being restored from a backup',
  'playground.audit.enrolments.restored': 'Enrolments were restored from a backup',
} as const
