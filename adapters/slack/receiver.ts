import { second, type Clock } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { answerTo, type Refusal } from './refusals.ts'
import { verify, type Admitted, type GateSettings } from './verify.ts'

export interface ReceiverParts {
  readonly signingSecret: Secret
  readonly gate: GateSettings
  readonly clock: Clock
  /** Resolves when it may be acknowledged. */
  readonly take: (admitted: Admitted) => Promise<void>
  readonly refused: (why: Refusal) => void
  readonly failed: (cause: unknown, what: string) => void
  /** What a command is answered with, where it was given. */
  readonly inPrivate: string
}

/** Slack gives up after three seconds; what is not in the inbox by then is better sent again than lost. */
const patienceMs = 2.5 * second
/** Slack asks by this, unsigned, whether our certificate is good; it wants nothing but a 200. */
const certificateCheck = /^(.*&)?ssl_check=1(&.*)?$/

/** Events, presses, forms and commands over HTTP: bytes in, answer out, whatever the server is. */
export const receive = async (parts: ReceiverParts, request: Request): Promise<Response> => {
  const raw = new Uint8Array(await request.arrayBuffer())
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined
  const signature = header('x-slack-signature')
  if (
    signature === undefined &&
    raw.length < 1000 &&
    certificateCheck.test(Buffer.from(raw).toString('latin1'))
  )
    return new Response(null, { status: 200 })
  const timestamp = header('x-slack-request-timestamp')
  const signed = { raw, contentType: header('content-type'), signature, timestamp }
  const verdict = verify(signed, parts.signingSecret, parts.gate, parts.clock.now())
  if (verdict.kind === 'admitted') return await taken(parts, verdict)
  if (verdict.kind === 'challenge') return Response.json({ challenge: verdict.challenge })
  parts.refused(verdict.why)
  return answerTo(verdict.why)
}

const taken = async (parts: ReceiverParts, admitted: Admitted): Promise<Response> => {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), patienceMs)
  const taking = parts.take(admitted).then(() => 'taken' as const)
  try {
    if ((await Promise.race([taking, late.promise])) === 'taken') return answerOf(admitted, parts.inPrivate)
    // It may still get there: then what is sent again is known.
    taking.catch((cause: unknown) => parts.failed(cause, 'inbox'))
  } catch (cause) {
    parts.failed(cause, 'inbox')
  } finally {
    clearTimeout(timer)
  }
  return new Response(null, { status: 503 })
}

/** A form closes on an empty answer. */
const answerOf = ({ payload }: Admitted, inPrivate: string): Response =>
  isCommand(payload) ? Response.json(commandAnswer(inPrivate)) : new Response(null, { status: 200 })

export const isCommand = (payload: Admitted['payload']): boolean =>
  payload.type === undefined && typeof payload['command'] === 'string'

export const commandAnswer = (text: string) => ({ response_type: 'ephemeral', text })
