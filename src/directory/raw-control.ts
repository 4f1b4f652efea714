import { Control, type BerReader, type BerWriter } from 'ldapts'

/** A control by its OID, with a value already encoded; `onValue` reads the value that comes back. Critical unless said: never ignored silently. */
export class RawControl extends Control {
  readonly #value: Buffer | undefined
  readonly #onValue: ((reader: BerReader) => void) | undefined

  constructor(oid: string, value?: Buffer, onValue?: (reader: BerReader) => void, critical = true) {
    super(oid, { critical })
    this.#value = value
    this.#onValue = onValue
  }

  override writeControl(writer: BerWriter): void {
    if (this.#value !== undefined) writer.writeBuffer(this.#value, 0x04)
  }

  override parseControl(reader: BerReader): void {
    this.#onValue?.(reader)
  }
}
