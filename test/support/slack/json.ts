export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object, or an empty one: what is not there holds nothing. */
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {})

export const objectsOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : []

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The text, or none: what is no text says nothing. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What the text holds; a text that is no JSON is a SyntaxError. */
export const parsedJson = (text: string): unknown => JSON.parse(text)
