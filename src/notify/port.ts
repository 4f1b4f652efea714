/** One plain message to one address. Never holds a secret or a link that grants anything; one may stop things (`src/freeze`). */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** A repeat of the same message carries the same key (Message-ID is made of it). */
  readonly key: string
}

export interface MailPort {
  /** Resolves when the next hop took the message; rejects with `Fault` ERR_MAIL otherwise. */
  send(mail: Mail): Promise<void>
}
