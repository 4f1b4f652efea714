import { approverFindings } from './assemble-approver-findings.ts'
import { activityFindings } from './assemble-activity-check.ts'
import { configured } from './assemble-serve.ts'
import { groupFindings } from './assemble-group-findings.ts'
import { groupsAsked } from './assemble-lookups.ts'
import { platformFindings } from './assemble-platforms.ts'
import { geoFindings } from './assemble-risk.ts'
import { onCallFindings } from './assemble-on-call-findings.ts'
import { openDirectory, openStore } from './assemble-services.ts'
import { policyFindings } from './assemble-policy-findings.ts'
import { quietly } from './assemble-start-up.ts'
import { checkAuditFile } from './audit/check.ts'
import type { Config } from './config/port.ts'
import { redact } from './config/redact.ts'
import type { Finding } from './directory/port.ts'
import { checkKeys } from './keys/check.ts'
import { systemClock } from './lib/clock.ts'
import { logger, type Log } from './lib/log.ts'
import { limitsInWords } from './limits/port.ts'
import { mail } from './notify/mail.ts'
import { Fault } from './story/errors.ts'
import { checkRedis } from './store/check-redis.ts'

/** Probes everything configured. True when nothing is wrong; a finding that is fine may still carry advice. */
export const check = async (file: string | undefined, json: boolean): Promise<boolean> => {
  const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'error')
  const config = configured(file, false, log)
  const findings = await probe(config, log)
  const ok = findings.every((finding) => finding.ok)
  process.stdout.write(
    json ? `${JSON.stringify({ ok, findings, config: redact(config) }, null, 2)}\n` : inLines(findings),
  )
  return ok
}

const probe = async (config: Config, log: Log): Promise<readonly Finding[]> => {
  const directory = openDirectory(config.directory, systemClock, log, groupsAsked(config))
  try {
    return [
      { name: 'config', ok: true, says: 'every key is valid' },
      ...policyFindings(config),
      { name: 'limits', ok: true, says: limitsInWords(config.limits) },
      await checkAuditFile(config.audit.file),
      ...(await storeFindings(config)),
      ...(await mailFindings(config)),
      ...geoFindings(config, systemClock),
      ...(await platformFindings(config, systemClock, log)),
      ...groupFindings(config, await directory.check()),
    ]
  } finally {
    await directory.close()
  }
}

const storeFindings = async (config: Config): Promise<readonly Finding[]> => {
  const { store, policy, keys, activity } = config
  if (store.kind === 'memory')
    return [{ name: 'store', ok: true, says: 'in memory: for the demonstration only' }]
  const log = (): void => {}
  const found = await checkRedis({
    url: store.url.reveal(),
    sentinels: store.sentinels.map((address) => address.reveal()),
    log,
    acceptLoss: policy.volatileStore,
  })
  if (found.some(({ name, ok }) => name === 'redis' && !ok)) return found
  const opened = await openStore(store, systemClock, log).catch(asFinding)
  if ('says' in opened) return [...found, opened]
  try {
    const sealed = quietly(opened, keys)
    return [
      ...found,
      await checkKeys(sealed, keys),
      ...(await activityFindings(activity, sealed)),
      ...(await approverFindings(config, sealed)),
      ...onCallFindings(config),
    ]
  } finally {
    await opened.close()
  }
}

const mailFindings = async ({ mail: server }: Config): Promise<readonly Finding[]> =>
  server === undefined
    ? [
        {
          name: 'mail',
          ok: true,
          says: 'not configured: with chat as the only address, only passkeys can reset a password',
          fix: 'set mail.url and mail.from',
        },
      ]
    : [await mail({ url: server.url, from: server.from }, systemClock).check()]

const inLines = (findings: readonly Finding[]): string =>
  findings
    .map(({ name, ok, says, fix }) => {
      const mark = ok ? (fix === undefined ? 'ok  ' : 'note') : 'FAIL'
      return `${mark}  ${name}: ${says}\n${
        fix === undefined
          ? ''
          : fix
              .split('\n')
              .map((line) => `        ${line}\n`)
              .join('')
      }`
    })
    .join('')

/** What would stop the start, such as a clock that is wrong, in the same words. */
const asFinding = (cause: unknown): Finding => {
  if (!(cause instanceof Fault)) throw cause
  return {
    name: 'store',
    ok: false,
    says: cause.message,
    fix: 'mend it: the service does not start like this',
  }
}
