import type { Clock } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import { isLoopback } from '../lib/loopback.ts'
import type { Secret } from '../lib/secret.ts'
import type { Finding } from '../directory/port.ts'
import { Fault } from '../story/errors.ts'
import { isOneAddress, oneLine, senderOf } from './address.ts'
import type { Mail, MailPort } from './port.ts'

export interface MailServer {
  /** `smtps://` (TLS at once) or `smtp://` (STARTTLS, demanded unless the host is this machine). */
  readonly url: Secret
  /** `address` or `Name <address>`. */
  readonly from: string
  /** For one message, from connecting to the server's last word (ms). */
  readonly patienceMs?: number
  /** PEM of an authority to trust besides the public ones. */
  readonly ca?: string
  /** Which hosts may be spoken to in the clear. */
  readonly isLocal?: (host: string) => boolean
}

export interface Mailer extends MailPort {
  /** Whether the server lets us in; sends nothing. */
  check(): Promise<Finding>
}

/**
 * Mail by SMTP (RFC 5321). The certificate is verified, and without TLS nothing is sent off this machine. A repeat
 * of a message carries the same Message-ID, so that a mailbox shows it once (RFC 5322 3.6.4). Recipient and
 * subject come from a directory and a catalogue: a line break in either cannot become a header.
 */
export const mail = (server: MailServer, clock: Clock): Mailer => {
  const { from, patienceMs = 15_000 } = server
  const sender = senderOf(from)
  const transport = () => transportTo(server, patienceMs)

  return {
    async send({ to, subject, text, key }: Mail) {
      if (!isOneAddress(to)) throw new Fault('ERR_MAIL', 'the recipient is not one mail address')
      const deadline = AbortSignal.timeout(patienceMs)
      try {
        await (
          await transport()
        ).sendMail({
          from: sender,
          to: { name: '', address: to },
          subject: oneLine(subject, 150),
          text,
          date: new Date(clock.now()),
          messageId: `<${sha256(key)}@${domainOf(sender.address)}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          textEncoding: 'quoted-printable',
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: deadline,
        })
      } catch (cause) {
        throw new Fault('ERR_MAIL', 'the mail server did not take the message', { cause })
      }
    },

    async check() {
      const host = new URL(server.url.reveal()).host
      const name = 'mail'
      try {
        await within(patienceMs, (await transport()).verify())
        return { name, ok: true, says: `${host} accepts us as ${sender.address}` }
      } catch (cause) {
        return { name, ok: false, says: `${host}: ${trouble(cause)}`, fix: mend(cause) }
      }
    },
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** nodemailer is loaded when the first mail is due, not at start. */
const transportTo = async ({ url, ca, isLocal = isLoopback }: MailServer, patienceMs: number) => {
  const { createTransport } = await import('nodemailer')
  const { protocol, hostname, port, username, password } = new URL(url.reveal())
  const secure = protocol === 'smtps:'
  const local = isLocal(hostname)
  const step = Math.min(5_000, patienceMs)
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(local ? { ignoreTLS: true } : { requireTLS: !secure }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: step,
    greetingTimeout: step,
    dnsTimeout: step,
    socketTimeout: step,
  })
}

const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), ms)
  try {
    await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** In our words: a server's own answer may quote what it was sent. */
const troubles: Readonly<Record<string, readonly [says: string, fix: string]>> = {
  EAUTH: ['it refuses the user or password', 'correct both in mail.url (or LATCHKEY_MAIL_URL_FILE)'],
  ENOAUTH: ['it refuses the user or password', 'correct both in mail.url (or LATCHKEY_MAIL_URL_FILE)'],
  ETLS: [
    'it offers no trustworthy encryption',
    'switch STARTTLS on there, with a certificate for this host name',
  ],
  EDNS: ['the name is not known', 'correct the host in mail.url'],
  ETIMEDOUT: ['it does not answer in time', 'check host, port and firewall'],
  ECONNECTION: ['it cannot be reached', 'check host, port and firewall'],
  ESOCKET: ['it cannot be reached, or its certificate is not trusted', 'check host, port and certificate'],
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''

const trouble = (cause: unknown): string => troubles[codeOf(cause)]?.[0] ?? 'it cannot be used'
const mend = (cause: unknown): string => troubles[codeOf(cause)]?.[1] ?? 'check mail.url'
