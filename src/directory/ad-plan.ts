import type { ActiveDirectoryOptions } from './ad-options.ts'
import type { AdPerson } from './ad-person.ts'
import type { Root } from './ad-root.ts'
import type { Capabilities } from './port.ts'

/** LDAP_SERVER_POLICY_HINTS_OID and its older number (MS-ADTS 3.1.1.3.4.1.27): a reset that keeps to the history. */
const hintOids = ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066']

/** The steps of one reset. */
export interface Course {
  readonly twoStep: boolean
  /** OID of the control that makes the server keep to the history. */
  readonly hints?: string
  readonly compareAndSwap: boolean
}

/** Decides how a reset is written: what the server offers, what is configured, what the person's rules ask for. */
export class Plan {
  readonly #options: ActiveDirectoryOptions

  constructor(options: ActiveDirectoryOptions) {
    this.#options = options
  }

  /** How history is kept on this server. */
  history(root: Root): Capabilities['historyOnReset'] {
    const { history } = this.#options
    if (history !== 'auto') return history
    return hintsOf(root) === undefined ? 'twoStep' : 'control'
  }

  /** Tried on Samba; on Windows only when configuration says that it was tried there. */
  compareAndSwap(root: Root): boolean {
    const { compareAndSwap = 'auto' } = this.#options
    return compareAndSwap === 'auto' ? root.vendor.startsWith('Samba') : compareAndSwap
  }

  /** A change is one write on every server: it keeps to the history by itself. */
  change(root: Root): Course {
    return { twoStep: false, compareAndSwap: this.compareAndSwap(root) }
  }

  /** The course for one person; undefined when the configured way is not offered. An unknown history counts as one. */
  course(root: Root, person: AdPerson): Course | undefined {
    const compareAndSwap = this.compareAndSwap(root)
    const wanted = this.history(root)
    if (wanted === 'none' || person.status.policy.history === 0) return { twoStep: false, compareAndSwap }
    if (wanted === 'twoStep') return { twoStep: true, compareAndSwap }
    const hints = hintsOf(root)
    return hints === undefined ? undefined : { twoStep: false, hints, compareAndSwap }
  }
}

/** The number under which this server offers policy hints. */
export const hintsOf = (root: Root): string | undefined => hintOids.find((oid) => root.controls.has(oid))
