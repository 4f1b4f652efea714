/** The fields of a JSON object from outside, each read with its shape and its longest length. */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>

  constructor(value: Readonly<Record<string, unknown>>) {
    this.#value = value
  }

  /** A text of 1 to `longest` characters, or undefined. */
  text(name: string, longest: number): string | undefined {
    const value = this.#value[name]
    return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined
  }

  /** A whole number from 0, or undefined. */
  index(name: string): number | undefined {
    const value = this.#value[name]
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
  }

  is(name: string): boolean {
    return this.#value[name] === true
  }
}

/** The JSON object of a request of at most `longest` bytes, or the HTTP status that says what is wrong with it. */
export const readFields = async (request: Request, longest: number): Promise<Fields | 400 | 413 | 415> => {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return 415
  const bytes = await bounded(request, longest)
  if (bytes === undefined) return 413
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(value) ? new Fields(value) : 400
  } catch {
    return 400
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bounded = async (request: Request, longest: number): Promise<Buffer | undefined> => {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.byteLength
    if (size > longest) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}
