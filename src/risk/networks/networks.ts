import type { Network } from '../../activity/port.ts'
import type { Finding } from '../../directory/port.ts'
import { day, type Clock } from '../../lib/clock.ts'
import { blockOf, isInside, plainAddress } from '../../lib/network-block.ts'
import type { GeoFiles, NetworksPort } from '../port.ts'
import { asnIn, countryIn, isAnonymous } from './entries.ts'
import { MmdbFile } from './mmdb-file.ts'

/** A file older than this is worth a word: addresses change hands. */
const fresh = 45 * day

export interface NetworksParts {
  /** Absent = not configured: countries and providers are unknown. */
  readonly geo?: GeoFiles
  readonly clock: Clock
  /** What is kept of a block of addresses. */
  readonly mark: (block: string) => string
}

/**
 * Places by the operator's MMDB files, and a keyed hash of the block: all that is kept of an address. Throws `Fault` ERR_CONFIG for
 * a file that cannot be read now.
 */
export const networks = ({ geo, clock, mark }: NetworksParts): Networks => {
  const opened = (name: 'countryFile' | 'asnFile' | 'anonymousFile'): MmdbFile | undefined => {
    const path = geo?.[name]
    return path === undefined ? undefined : new MmdbFile(`geo.${name}`, path, clock)
  }
  const [countries, systems, hidden] = [opened('countryFile'), opened('asnFile'), opened('anonymousFile')]
  const files = [countries, systems, hidden].filter((file) => file !== undefined)
  const rented = new Set(geo?.hostingAsns)

  const anonymiserOf = async (address: string, asn: number | undefined): Promise<boolean | undefined> => {
    if (asn !== undefined && rented.has(asn)) return true
    const listed = await hidden?.get(address)
    if (listed !== undefined) return isAnonymous(listed)
    if (hidden !== undefined) return (await hidden.failing()) ? undefined : false
    return rented.size > 0 && asn !== undefined ? false : undefined
  }

  return {
    async of(given): Promise<Network> {
      const address = plainAddress(given)
      const block = blockOf(address)
      if (block === undefined) return {}
      const country = countryIn(await countries?.get(address))
      const asn = asnIn(await systems?.get(address))
      const anonymiser = await anonymiserOf(address, asn)
      return {
        ...(country !== undefined && { country }),
        ...(asn !== undefined && { asn }),
        ...(!isInside(address) && { prefix: mark(block) }),
        ...(anonymiser !== undefined && { anonymiser }),
      }
    },
    async failing() {
      const all = await Promise.all(files.map(async (file) => ((await file.failing()) ? [file.key] : [])))
      return all.flat()
    },
    check: () => (files.length === 0 ? [unconfigured] : files.map((file) => findingOn(file, clock.now()))),
  }
}

export interface Networks extends NetworksPort {
  /** What is configured and how old it is, for the operator. */
  check(): readonly Finding[]
}

const unconfigured: Finding = {
  name: 'geo',
  ok: true,
  says: 'not configured: nobody can tell a new country, which then never counts against a request',
  fix: 'set geo.countryFile and geo.asnFile',
}

const findingOn = ({ key, about }: MmdbFile, now: number): Finding => {
  if (about === undefined) return { name: key, ok: false, says: 'cannot be read', fix: 'download it again' }
  const days = Math.floor((now - about.madeAt) / day)
  const says = `${about.kind}, ${days} days old`
  const isOld = now - about.madeAt > fresh
  return { name: key, ok: true, says, ...(isOld && { fix: 'download a newer one: addresses change hands' }) }
}
