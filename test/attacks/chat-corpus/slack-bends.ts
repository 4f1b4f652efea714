import { createHmac } from 'node:crypto'
import { minute } from '../../../src/lib/clock.ts'
import type { Sent } from '../../support/slack/courier.ts'
import { andThen, byHand, nested, type Bend, type Shot } from './bend.ts'
import type { Office } from './office.ts'

const path = '/slack/events'
const stampName = 'x-slack-request-timestamp'
const signatureName = 'x-slack-signature'
const form = 'application/x-www-form-urlencoded'
const megabyte = 1024 * 1024
const isRemoval = ({ body }: Sent): boolean => /"(tokens_revoked|app_uninstalled)"/.test(JSON.stringify(body))
const isCommand = ({ type }: Sent): boolean => type === 'slash_commands'

/** Bodies: what stands in a request as JSON text, and a request with another text in its place. */
const textOf = ({ type, raw, body }: Sent): string =>
  type === 'events_api' ? raw.toString('utf8') : JSON.stringify(body)
const bodyOf = ({ type }: Sent, text: string): string => {
  if (type === 'events_api') return text
  if (type === 'interactive') return new URLSearchParams({ payload: text }).toString()
  return new URLSearchParams(
    Object.fromEntries(Object.entries(fieldsOf(text)).map(([k, v]) => [k, String(v)])),
  ).toString()
}
const fieldsOf = (text: string): Readonly<Record<string, unknown>> => JSON.parse(text)

interface Signing {
  readonly secret?: string
  readonly skewMs?: number
}

/** Every way to bend what Slack sent, signed so that only the one thing is wrong. */
export const slackBends = (office: Office): readonly Bend<Sent>[] => {
  const { platform } = office.slack
  const sign = (
    body: string | Buffer,
    { secret = platform.signingSecret, skewMs = 0 }: Signing = {},
  ): { readonly [stampName]: string; readonly [signatureName]: string } => {
    const stamp = String(Math.floor((office.clock.now() + skewMs) / 1000))
    const hash = createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest('hex')
    return { [stampName]: stamp, [signatureName]: `v0=${hash}` }
  }
  const typeOf = ({ type }: Sent): string => (type === 'events_api' ? 'application/json' : form)
  const shot = (sent: Sent, body: string | Buffer = sent.raw, signing: Signing = {}): Shot => ({
    path,
    headers: { 'content-type': typeOf(sent), ...sign(body, signing) },
    body,
  })
  const withText = (sent: Sent, change: (text: string) => string): Shot =>
    shot(sent, bodyOf(sent, change(textOf(sent))))
  const withHeaders = (sent: Sent, headers: Shot['headers']): Shot => ({
    path,
    headers: { 'content-type': typeOf(sent), ...sign(sent.raw), ...headers },
    body: sent.raw,
  })
  const without = (sent: Sent, ...names: readonly string[]): Shot => {
    const kept = Object.entries(withHeaders(sent, {}).headers ?? {}).filter(([name]) => !names.includes(name))
    return { path, headers: Object.fromEntries(kept), body: sent.raw }
  }
  const lines = (sent: Sent): string[] =>
    Object.entries({ 'content-type': typeOf(sent), ...sign(sent.raw) }).map(([k, v]) => `${k}: ${v}`)
  const other = (sent: Sent, id: string, by: string): Shot =>
    withText(sent, (text) => text.replaceAll(id, by))
  const half = (sent: Sent): Buffer => sent.raw.subarray(0, Math.floor(sent.raw.length / 2))
  const isChallenge = ({ body }: Sent): boolean => body['type'] === 'url_verification'
  /** Whoever asks whether we are there names no workspace and no app. */
  const addressed = (make: (sent: Sent) => Shot | undefined) => (sent: Sent) =>
    isChallenge(sent) ? undefined : make(sent)

  const unsigned: readonly Bend<Sent>[] = [
    { name: 'unsigned', answers: [401], shot: (s) => without(s, stampName, signatureName) },
    { name: 'without signature', answers: [401], shot: (s) => without(s, signatureName) },
    { name: 'without timestamp', answers: [401], shot: (s) => without(s, stampName) },
    { name: 'an empty signature', answers: [401], shot: (s) => withHeaders(s, { [signatureName]: '' }) },
    {
      name: 'unsigned, calling itself a check of the certificate',
      answers: [200, 401],
      shot: (s) => ({ ...without(s, stampName, signatureName), body: `ssl_check=1&${s.raw.toString()}` }),
    },
    {
      name: 'signed with another secret',
      answers: [401],
      shot: (s) => shot(s, s.raw, { secret: 'another' }),
    },
    { name: 'signed with no secret', answers: [401], shot: (s) => shot(s, s.raw, { secret: '' }) },
    { name: 'six minutes late', answers: [401], shot: (s) => shot(s, s.raw, { skewMs: -6 * minute }) },
    { name: 'from the future', answers: [401], shot: (s) => shot(s, s.raw, { skewMs: 6 * minute }) },
    {
      name: 'a newer time under an old signature',
      answers: [401],
      shot: (s) => ({
        ...shot(s, s.raw, { skewMs: -6 * minute }),
        headers: { ...shot(s, s.raw, { skewMs: -6 * minute }).headers, [stampName]: sign('')[stampName] },
      }),
    },
    {
      name: 'a body that was not signed',
      answers: [401],
      shot: (s) => ({ ...shot(s), body: `${s.raw.toString()} ` }),
    },
    { name: 'truncated, signed whole', answers: [401], shot: (s) => ({ ...shot(s), body: half(s) }) },
    {
      name: 'two signatures',
      answers: [401],
      shot: (s) => withHeaders(s, { [signatureName]: ['v0=00', sign(s.raw)[signatureName]] }),
    },
    {
      name: 'the signature twice',
      answers: [401],
      shot: (s) =>
        withHeaders(s, { [signatureName]: [sign(s.raw)[signatureName], sign(s.raw)[signatureName]] }),
    },
    {
      name: 'two timestamps',
      answers: [401],
      shot: (s) => withHeaders(s, { [stampName]: [sign(s.raw)[stampName], '1'] }),
    },
  ]
  const odd: readonly Bend<Sent>[] = [
    { name: 'another method', answers: [404], shot: (s) => ({ ...shot(s), method: 'PUT' }) },
    {
      name: 'no body, by GET',
      answers: [404],
      shot: (s) => ({ path, method: 'GET', headers: shot(s).headers! }),
    },
    { name: 'another path', answers: [404], shot: (s) => ({ ...shot(s), path: '/slack/event' }) },
    { name: 'a path below', answers: [404], shot: (s) => ({ ...shot(s), path: `${path}/x` }) },
    {
      name: 'the path in capitals',
      answers: [403, 404, 405],
      shot: (s) => ({ ...shot(s), path: '/SLACK/events' }),
    },
    { name: 'the door of Teams', answers: [415, 401], shot: (s) => ({ ...shot(s), path: '/api/messages' }) },
    { name: 'for another host', answers: [421], shot: (s) => withHeaders(s, { host: 'evil.example' }) },
    {
      name: 'two lengths',
      answers: [400],
      shot: (s) => ({
        bytes: byHand(
          office.port,
          path,
          [...lines(s), `content-length: ${s.raw.length}`, 'content-length: 3'],
          s.raw.toString(),
        ),
      }),
    },
    {
      name: 'a length and chunks',
      answers: [400],
      shot: (s) => ({
        bytes: byHand(
          office.port,
          path,
          [...lines(s), `content-length: ${s.raw.length}`, 'transfer-encoding: chunked'],
          s.raw.toString(),
        ),
      }),
    },
    {
      name: 'a header folded',
      answers: [400],
      shot: (s) => ({
        bytes: byHand(
          office.port,
          path,
          [...lines(s), 'x-a: b', ' c', `content-length : ${s.raw.length}`],
          s.raw.toString(),
        ),
      }),
    },
    {
      name: 'a megabyte',
      answers: [401, 413],
      shot: (s) => withText(s, (text) => andThen(text, `"padding":"${'x'.repeat(megabyte)}"`)),
    },
    {
      name: 'a megabyte, unsigned',
      answers: [401, 413],
      shot: (s) => ({ ...without(s, signatureName), body: Buffer.alloc(megabyte, 'x') }),
    },
    {
      name: 'half as much as may come',
      answers: [401],
      shot: (s) => withText(s, (text) => andThen(text, `"padding":"${'x'.repeat(600 * 1024)}"`)),
    },
    { name: 'as plain text', answers: [403], shot: (s) => withHeaders(s, { 'content-type': 'text/plain' }) },
    { name: 'as nothing', answers: [403], shot: (s) => without(s, 'content-type') },
    {
      name: 'as what it is not',
      answers: [403],
      shot: (s) => withHeaders(s, { 'content-type': s.type === 'events_api' ? form : 'application/json' }),
    },
    { name: 'truncated', answers: [403, 200], shot: (s) => shot(s, half(s)) },
    {
      name: 'doubled in one body',
      answers: [403],
      shot: (s) => (isCommand(s) ? undefined : shot(s, Buffer.concat([s.raw, s.raw]))),
    },
    { name: 'no UTF-8', answers: [403], shot: (s) => shot(s, Buffer.concat([s.raw, Buffer.from([0xff])])) },
  ]
  const misaddressed: readonly Bend<Sent>[] = [
    {
      name: 'of another workspace',
      answers: [403],
      shot: addressed((s) => other(s, office.corp.id, 'T0OTHER')),
    },
    { name: 'for another app', answers: [403], shot: addressed((s) => other(s, platform.appId, 'A0OTHER')) },
    { name: 'for no app', answers: [403], shot: addressed((s) => other(s, '"api_app_id"', '"app"')) },
    {
      name: 'in a channel shared with strangers',
      answers: [403],
      shot: (s) =>
        s.type === 'events_api' && !isChallenge(s)
          ? withText(s, (text) => andThen(text, '"is_ext_shared_channel":true'))
          : undefined,
    },
    {
      name: 'another app in a key that comes twice',
      answers: [403],
      shot: addressed((s) =>
        isCommand(s)
          ? shot(s, `${s.raw.toString()}&api_app_id=A0OTHER`)
          : withText(s, (text) => andThen(text, '"api_app_id":"A0OTHER"')),
      ),
    },
    {
      name: 'another workspace in a key that comes twice',
      answers: [403],
      shot: addressed((s) =>
        isCommand(s)
          ? shot(s, `${s.raw.toString()}&team_id=T0OTHER`)
          : withText(s, (text) => andThen(text, '"team_id":"T0OTHER","team":{"id":"T0OTHER"}')),
      ),
    },
    {
      name: 'ours by a prototype alone',
      answers: [403],
      shot: addressed((s) =>
        withText(s, (text) =>
          andThen(
            text.replaceAll('"api_app_id"', '"app"'),
            `"__proto__":{"api_app_id":"${platform.appId}","polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}`,
          ),
        ),
      ),
    },
    {
      name: 'nested without end, for another app',
      answers: [403],
      shot: addressed((s) =>
        isCommand(s)
          ? undefined
          : withText(s, (text) => andThen(text, `"api_app_id":"A0OTHER","x":${nested(50_000)}`)),
      ),
    },
    {
      name: 'an app that is a number',
      answers: [403],
      shot: addressed((s) =>
        isCommand(s) ? undefined : withText(s, (text) => andThen(text, '"api_app_id":7')),
      ),
    },
    {
      name: 'a list',
      answers: [403],
      shot: (s) => (isCommand(s) ? undefined : withText(s, (text) => `[${text}]`)),
    },
  ]
  const unheard: readonly Bend<Sent>[] = [
    {
      name: 'ids that are numbers',
      answers: [200],
      shot: (s) =>
        isCommand(s) || isRemoval(s) || numbered(textOf(s)) === textOf(s) ? undefined : withText(s, numbered),
    },
    {
      name: 'of a kind that nobody knows',
      answers: [200],
      shot: addressed((s) =>
        isCommand(s)
          ? undefined
          : withText(s, (text) =>
              text.replace(/"type":"(event_callback|block_actions|view_\w+)"/, '"type":"x_$1"'),
            ),
      ),
    },
  ]
  return [...unsigned, ...odd, ...misaddressed, ...unheard]
}

/** With numbers where ids are texts, so that it is nothing of the kind. */
const numbered = (text: string): string =>
  text
    .replaceAll(/"(user|user_id|trigger_id)":"[^"]*"/g, '"$1":7')
    .replaceAll(/"(user)":\{"id":"[^"]*"/g, '"$1":{"id":7')
