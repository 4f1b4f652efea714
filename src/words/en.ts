export type PhraseId = string
