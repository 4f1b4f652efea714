/** Where a sign-in or a request came from, coarse on purpose: what is kept tells places and kinds, no address and no version. */
export interface Origin {
  readonly network?: Network
  readonly agent?: Agent
  /** Keyed hash of the public key that this browser keeps for longer than one flow; absent = it showed none. */
  readonly device?: string
}

/** A part that is absent is not known, which is not the same as new. */
export interface Network {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  /** Autonomous system number. */
  readonly asn?: number
  /** Keyed hash of the /24 (IPv4) or /48 (IPv6). */
  readonly prefix?: string
  /** A VPN, a proxy, Tor or a hosting network, where a list tells. */
  readonly anonymiser?: boolean
}

export interface Agent {
  readonly device: 'desktop' | 'phone' | 'tablet' | 'other'
  /** e.g. "Windows", "iOS". */
  readonly os?: string
  /** e.g. "Chrome"; never a version. */
  readonly family?: string
}

/**
 * One sign-in of a person that succeeded, as a source reported it. Only such teach anything: a request to reset never does, nor a
 * conversation with us that did not come to a good end.
 */
export interface SignIn extends Origin {
  /** The same for the same event however often it is delivered. */
  readonly id: string
  /** The directory's id of the person. */
  readonly person: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Who told: "ingest", "graph", "directory", "latchkey". */
  readonly source: string
  /** The application that was signed in to, by name. */
  readonly app?: string
  /** Where in the company: an office, a VPN gateway, a printer site; a class, never a content. */
  readonly site?: string
}

/** What is known of a person, newest first; bounded in number and age. */
export interface History {
  readonly signIns: readonly SignIn[]
  /** How many there were of each kind before what is kept, so that a bound does not make a person look new. */
  readonly earlier: number
  /** When the first of all was (ms since the epoch). */
  readonly firstAt?: number
}

/** The two chains in which novelty is judged, coarse to fine. */
export const chains = {
  network: ['country', 'asn', 'prefix'],
  agent: ['device', 'os', 'family'],
} as const
export type Level = (typeof chains)[keyof typeof chains][number]

/** The value at each level beneath its parents ("DE", "DE/3320", "DE/3320/ab12"); a part that is not known is "?". */
export const pathsOf = ({ network, agent }: Origin): Readonly<Record<Level, string>> => {
  const country = network?.country ?? '?'
  const asn = `${country}/${network?.asn ?? '?'}`
  const device = agent?.device ?? '?'
  const os = `${device}/${agent?.os ?? '?'}`
  const prefix = `${asn}/${network?.prefix ?? '?'}`
  return { country, asn, prefix, device, os, family: `${os}/${agent?.family ?? '?'}` }
}

/**
 * The levels at which a sign-in shows its person something new, given whether a path was seen of them before: of each chain
 * the coarsest only, for what lies beneath a new country is new by itself. Ask it of no person's very first sign-in.
 */
export const newLevels = (
  origin: Origin,
  seen: (level: Level, path: string) => boolean,
): readonly Level[] => {
  const paths = pathsOf(origin)
  return Object.values(chains).flatMap((chain) => chain.find((level) => !seen(level, paths[level])) ?? [])
}

/** What of a sign-in somebody may remember, as they would call it: classes, no contents. */
export const thingsOf = ({
  app,
  site,
  agent,
}: SignIn): Readonly<Partial<Record<'app' | 'site' | 'browser', string>>> => ({
  ...(app !== undefined && { app }),
  ...(site !== undefined && { site }),
  ...(agent?.family !== undefined && agent.os !== undefined && { browser: `${agent.family} on ${agent.os}` }),
})

/** How often each value was seen in the whole company, by level; what is rare for all says more than what is rare for one. */
export interface CompanyHabits {
  readonly total: number
  /** Sign-ins that showed their person something new, by level as `newLevels` tells it; a person's first one is not counted. */
  readonly novel: Readonly<Record<string, number>>
  /**
   * Counts by level and path (`pathsOf`). Beside them by how many people each of `thingsOf` was ever used, and how many people
   * there are (`people`, under "all"). A level may leave out its rare values, or be missing.
   */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export interface SourceHealth {
  readonly source: string
  /** When it first and last delivered (ms since the epoch); absent = never yet. */
  readonly firstAt?: number
  readonly lastAt?: number
  /** It is configured and does not answer, or what it sends cannot be read. */
  readonly failing?: string
}

/** What an identity provider says of a person at this moment, where one is among the sources. */
export type Verdict = 'none' | 'low' | 'medium' | 'high' | 'compromised'

/** What is known of people's recent sign-ins. Rejects with `Fault` ERR_ACTIVITY when it cannot be asked. */
export interface ActivityPort {
  history(person: string): Promise<History>
  company(): Promise<CompanyHabits>
  /** Keeps what was not seen before; how many that were. */
  record(events: readonly SignIn[]): Promise<{ readonly kept: number; readonly repeated: number }>
  /** Nothing of this person is known afterwards. */
  forget(person: string): Promise<void>
  /** The configured sources; empty = none is configured, which is not the same as one that fails (F10, F11). */
  sources(): Promise<readonly SourceHealth[]>
  /** The gravest verdict of a source on this person (F6); absent = no source gives any. */
  verdict?(person: string): Promise<Verdict | undefined>
}

/** What sources may do besides: take back what they told, and judge. */
export interface KeeperPort extends ActivityPort {
  /** These sign-ins of the person were bad: they teach nothing any more, nor when they are delivered again. */
  revoke(person: string, what: Revoked): Promise<void>
  /** What a source says of the person, until it says something else; `id` as of a sign-in. */
  judge(person: string, said: Judged): Promise<void>
  /** A source delivered (`failing` absent), or failed. */
  heard(source: string, failing?: string): Promise<void>
}

/** By id, or all of a time. */
export type Revoked =
  | { readonly ids: readonly string[] }
  /** Milliseconds since the epoch, both included; of one source, or of all. */
  | { readonly from: number; readonly to: number; readonly source?: string }

export interface Judged {
  readonly id: string
  readonly source: string
  readonly verdict: Verdict
  readonly at: number
}

/** A conversation with us that came to a good end, in a browser that proved enough. */
export interface OwnSignIn {
  readonly person: string
  readonly flow: string
  readonly at: number
  readonly origin: Origin
}

/** What our own conversations teach. Never rejects: a conversation does not wait for what is learned of it. */
export interface OwnSignIns {
  note(one: OwnSignIn): Promise<void>
  /** "That wasn't me": none of those until now teaches anything any more. */
  disown(person: string, now: number): Promise<void>
}
