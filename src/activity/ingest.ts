import type { Route } from '../house/port.ts'
import type { Clock } from '../lib/clock.ts'
import { randomToken } from '../lib/ids.ts'
import { Secret } from '../lib/secret.ts'
import { Fault } from '../story/errors.ts'
import { eventsIn, mostEvents } from './body.ts'
import type { Intake, Took } from './intake.ts'
import type { Matching } from './people.ts'
import type { KeeperPort } from './port.ts'
import { isFrom, type Sender } from './signature.ts'

export const ingestPath = '/ingest/v1/events'

/** Somebody else's machine that sends us events. */
export interface IngestSource extends Sender {
  readonly matching: Matching
}

export interface IngestParts {
  readonly sources: readonly IngestSource[]
  readonly intake: Pick<Intake, 'take'>
  readonly keeper: Pick<KeeperPort, 'heard'>
  readonly clock: Clock
  /** Told what came of each batch: numbers only. */
  readonly took: (source: string, took: Took) => void
  /** Told when a batch could not be worked off. */
  readonly failed: (fault: unknown) => void
}

/** So many requests are worked off at once; more are asked to come back. */
const mostAtOnce = 8
const comeBack = { 'retry-after': '2' }
/** So many refusals are told one by one. */
const mostTold = 100

/**
 * `POST /ingest/v1/events`: a batch of OCSF or ECS events, signed (`signature.ts`). Answered only once what it teaches is
 * durable, so a sender that hears nothing sends it again; what was kept before is counted as repeated.
 */
export const ingest = (parts: IngestParts): Route => {
  const { sources, clock } = parts
  const nobody: Sender = { name: '', secret: new Secret(randomToken(32)) }
  let busy = 0
  const handle: Route['handle'] = async (request) => {
    if (new URL(request.url).pathname !== ingestPath) return new Response('Not found\n', { status: 404 })
    if (request.method !== 'POST') return no(405, 'method', { allow: 'POST' })
    const body = new Uint8Array(await request.arrayBuffer())
    const named = request.headers.get('x-latchkey-source')
    const source = sources.find(({ name }) => name === named)
    // A name that nobody has costs as much as one that somebody has.
    const signed = isFrom(source ?? nobody, request.headers, body, clock.now())
    if (source === undefined || !signed) return no(401, 'signature')
    // Only now: a stranger with slow requests takes no place from a source.
    if (busy >= mostAtOnce) return no(429, 'busy', comeBack)
    busy += 1
    try {
      return await worked(parts, source, body, request.headers.get('content-encoding'))
    } finally {
      busy -= 1
    }
  }
  return { prefix: ingestPath, handle }
}

const worked = async (
  { intake, keeper, took: tell, failed }: IngestParts,
  { name, matching }: IngestSource,
  body: Uint8Array,
  encoding: string | null,
): Promise<Response> => {
  try {
    const events = await eventsIn(body, encoding)
    if (typeof events === 'string') {
      await keeper.heard(name, unfit)
      return no(events === 'json' || events === 'encoding' ? 400 : 413, events, {}, { mostEvents })
    }
    const took = await intake.take(name, matching, events)
    const odd = took.refused.filter(({ why }) => why === 'json' || why === 'shape').length
    await keeper.heard(name, events.length > 0 && odd === events.length ? unfit : undefined)
    tell(name, took)
    const { refused, ...counts } = took
    return Response.json({ ...counts, refused: refused.length, why: refused.slice(0, mostTold) })
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    failed(fault)
    return no(503, 'unavailable', comeBack)
  }
}

const unfit = 'what it sends cannot be read'

const no = (status: number, why: string, headers = {}, more = {}): Response =>
  Response.json({ why, ...more }, { status, headers })
