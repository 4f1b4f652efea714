/** The Connector did not do what it was asked. Its words are not kept: they may quote what was sent. */
export class ConnectorRefused extends Error {
  /** Of HTTP; absent = no answer came, and it may have been done all the same. */
  readonly statusCode: number | undefined
  /** How long it asks to be left alone (ms). */
  readonly afterMs: number | undefined

  constructor(status: number | undefined, afterMs?: number) {
    super(status === undefined ? 'the Bot Connector did not answer' : `the Bot Connector answered ${status}`)
    this.name = 'ConnectorRefused'
    this.statusCode = status
    this.afterMs = afterMs
  }
}
