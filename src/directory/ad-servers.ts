import type { ActiveDirectoryOptions, Limits } from './ad-options.ts'
import { readRoot, type Root } from './ad-root.ts'
import { Servers as AnyServers, type BoundSession } from './servers.ts'

/** A session of the service account with one domain controller. */
export type Session = BoundSession<Root>

/** The configured controllers. */
export class Servers extends AnyServers<Root> {
  constructor(options: ActiveDirectoryOptions, limits: Limits) {
    super({ ...options, limits, readRoot })
  }
}
