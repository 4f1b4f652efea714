import { inspect } from 'node:util'

const mask = '[secret]'

/**
 * A value that never prints: JSON, template strings, logs and the inspector all see a mask.
 * Stops the attack of reading a password out of a log, an error or a crash report. `reveal` is
 * called only where the value is spent (a bind, a modify, a hash).
 */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toJSON(): string {
    return mask
  }
  toString(): string {
    return mask
  }
  [inspect.custom](): string {
    return mask
  }
}
