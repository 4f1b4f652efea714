import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Debian asks this file before a package starts its service; 101 forbids it. */
const forbid = '#!/bin/sh\n# for as long as the Latchkey tests install packages\nexit 101\n'

/**
 * Does `work` while no installed package may start a service. Whatever stood at `policy` before stands there
 * afterwards, be it that the work fails or that this process is told to end.
 */
export const withoutDaemons = async <T>(
  work: () => Promise<T>,
  policy = '/usr/sbin/policy-rc.d',
): Promise<T> => {
  const saved = `${policy}.before-latchkey`
  const ours = existsSync(policy) && readFileSync(policy, 'utf8') === forbid
  if (existsSync(policy) && !ours) renameSync(policy, saved)
  writeFileSync(policy, forbid, { mode: 0o755 })
  const restore = (): void => {
    rmSync(policy, { force: true })
    if (existsSync(saved)) renameSync(saved, policy)
  }
  const leave = (): void => process.exit(130)
  process.once('exit', restore).once('SIGINT', leave).once('SIGTERM', leave)
  try {
    return await work()
  } finally {
    process.off('exit', restore).off('SIGINT', leave).off('SIGTERM', leave)
    restore()
  }
}
