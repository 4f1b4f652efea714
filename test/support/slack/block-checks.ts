import { isObject } from './json.ts'

/** Says what is wrong with a value found at a JSON pointer, in Slack's own words; nothing when it is right. */
export type Check = (value: unknown, at: string) => readonly string[]
type Fields = Readonly<Record<string, Check>>

const fault = (what: string, at: string): readonly string[] => [`${what} [json-pointer:${at}]`]

/** A text of so many UTF-16 units, which is never fewer than the characters Slack counts. */
export const chars =
  (max: number, min = 1): Check =>
  (value, at) => {
    if (typeof value !== 'string') return fault('must be a string', at)
    if (value.length > max) return fault(`must be less than ${max + 1} characters`, at)
    return value.length < min ? fault(`must be more than ${min - 1} characters`, at) : []
  }

export const flag: Check = (value, at) => (typeof value === 'boolean' ? [] : fault('must be a boolean', at))

export const whole =
  (min: number, max: number): Check =>
  (value, at) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? []
      : fault(`must be a whole number from ${min} to ${max}`, at)

export const among =
  (...words: readonly string[]): Check =>
  (value, at) =>
    words.includes(String(value)) ? [] : fault(`must be one of ${words.join(', ')}`, at)

export const matching =
  (pattern: RegExp, what: string): Check =>
  (value, at) =>
    typeof value === 'string' && pattern.test(value) ? [] : fault(`must be ${what}`, at)

export const list =
  (item: Check, max: number, min = 1): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return fault('must be an array', at)
    if (value.length > max) return fault(`no more than ${max} items allowed`, at)
    if (value.length < min) return fault(`no fewer than ${min} items allowed`, at)
    return value.flatMap((v, i) => item(v, `${at}/${i}`))
  }

/** An object with these fields and no other: Slack refuses what it does not know. */
export const shape =
  (need: Fields, may: Fields = {}): Check =>
  (value, at) => {
    if (!isObject(value)) return fault('must be an object', at)
    const known: Fields = { ...need, ...may }
    const missing = Object.keys(need).filter((name) => value[name] === undefined)
    const present = Object.entries(value).filter(([, v]) => v !== undefined)
    return [
      ...missing.flatMap((name) => fault(`missing required field: ${name}`, at)),
      ...present.flatMap(([name, v]) => {
        const check = known[name]
        if (check !== undefined) return check(v, `${at}/${name}`)
        return name === 'type' ? [] : fault(`invalid additional property: ${name}`, at)
      }),
    ]
  }

/** Whichever of these the object says it is. */
export const byType =
  (table: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    const check = isObject(value) ? table[String(value['type'])] : undefined
    return check === undefined ? fault('unsupported type', `${at}/type`) : check(value, at)
  }

/** Both must hold. */
export const both =
  (one: Check, other: Check): Check =>
  (value, at) => [...one(value, at), ...other(value, at)]

/** A rule that needs the whole object. */
export const rule =
  (holds: (value: Record<string, unknown>) => boolean, what: string): Check =>
  (value, at) =>
    isObject(value) && !holds(value) ? fault(what, at) : []
