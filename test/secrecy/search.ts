import { formsOf, formsOfBytes, type Form } from './forms.ts'

/** A secret of a run. `what` is its kind, as exceptions name it. */
export interface Canary {
  readonly what: string
  readonly forms: readonly Form[]
}

/** Something that left the process, and by which way. */
export interface Hay {
  readonly where: string
  readonly bytes: Buffer
}

export interface Finding {
  readonly what: string
  readonly where: string
  readonly form: string
  /** What stands around it, for whoever looks for the leak. */
  readonly around: string
}

/** All secrets of one run. */
export class Vault {
  readonly #canaries: Canary[] = []

  /** Takes a secret in all its spellings: with hyphens or without, in groups or not. */
  takes(what: string, secret: string | Buffer): void {
    const spellings =
      typeof secret === 'string' ? new Set([secret, secret.replaceAll(/[\s-]/g, '')]) : new Set<string>()
    const forms =
      typeof secret === 'string' ? [...spellings].flatMap((one) => formsOf(one)) : formsOfBytes(secret)
    this.#canaries.push({ what, forms })
  }

  kinds(): readonly string[] {
    return [...new Set(this.#canaries.map(({ what }) => what))]
  }

  /** Where secrets are. Looks at every byte once: needles are told apart by their first four. */
  foundIn(stack: readonly Hay[]): readonly Finding[] {
    const byStart = this.#byStart()
    return stack.flatMap(({ where, bytes }) =>
      whole(bytes).flatMap((hay) => [...hits(hay, byStart)].map((hit) => ({ ...hit, where }))),
    )
  }

  #byStart(): ReadonlyMap<number, readonly Needle[]> {
    const byStart = new Map<number, Needle[]>()
    for (const { what, forms } of this.#canaries)
      for (const form of forms) {
        if (form.bytes.length < 4) throw new Error(`too short to be searched for: ${what}, ${form.name}`)
        const start = form.bytes.readInt32LE(0)
        byStart.set(start, [...(byStart.get(start) ?? []), { what, form }])
      }
    return byStart
  }
}

interface Needle {
  readonly what: string
  readonly form: Form
}

/** Also as it reads when lines that were broken are joined: mail and PEM break inside a word. */
const whole = (bytes: Buffer): readonly Buffer[] => {
  const joined = bytes.toString('latin1').replaceAll(/=?\r?\n[ \t]?/g, '')
  return joined.length === bytes.length ? [bytes] : [bytes, Buffer.from(joined, 'latin1')]
}

function* hits(
  hay: Buffer,
  byStart: ReadonlyMap<number, readonly Needle[]>,
): Generator<Omit<Finding, 'where'>> {
  for (let at = 0; at + 4 <= hay.length; at++) {
    const needles = byStart.get(hay.readInt32LE(at))
    for (const { what, form } of needles ?? []) {
      const end = at + form.bytes.length
      if (end > hay.length || hay.compare(form.bytes, 0, form.bytes.length, at, end) !== 0) continue
      if (form.alone === true && (isPart(hay[at - 1]) || isPart(hay[end]))) continue
      const around = hay.subarray(Math.max(0, at - 60), end + 20).toString('latin1')
      yield { what, form: form.name, around }
    }
  }
}

const isPart = (byte: number | undefined): boolean =>
  byte !== undefined && /[\w.-]/.test(String.fromCharCode(byte))
