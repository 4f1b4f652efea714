import { expect, test } from 'vitest'
import { assemble } from '../../src/assemble.ts'
import { demoConfig } from '../../src/config/demo.ts'
import type { Config } from '../../src/config/port.ts'
import { redact } from '../../src/config/redact.ts'
import { memoryDirectory } from '../../src/directory/memory.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { logMail } from '../../src/notify/log-mail.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { certificate as makerCertificate } from '../support/certificates.ts'
import { ceremonyOf } from '../contracts/factor.ts'
import { accepted, certificate, example, refused, seen } from './operator.ts'
import { oneClock } from '../support/one-clock.ts'

const aaguid = 'cb69481e-8ff7-4039-93ec-0a2729a154a8'
const text = (lines: string): string => `${example}\nwebauthn:\n${lines}`
const rooted = `  allowed: [${aaguid.toUpperCase()}]\n  rootsFile: roots.pem\n`
const files = (roots: string) => ({ '/etc/latchkey/roots.pem': seen(roots) })
const both = certificate + makerCertificate({ name: 'Root', isAuthority: true }).pem

test('the makes that may be enrolled are AAGUIDs, and the roots of their makers', () => {
  const { config } = accepted({ text: text(rooted), files: files(both) })
  expect(config.webauthn).toEqual({ allowed: [aaguid], roots: both })
  expect(redact(config)['webauthn']).toEqual({ allowed: [aaguid], roots: '2 certificates' })
  expect(accepted().config.webauthn).toBeUndefined()
})

test.each([
  ['webauthn.allowed', '  allowed: []\n  rootsFile: roots.pem\n', both],
  ['webauthn.allowed', '  rootsFile: roots.pem\n', both],
  ['webauthn.rootsFile', `  allowed: [${aaguid}]\n`, both],
  ['webauthn.allowed[0]', '  allowed: [YubiKey 5]\n  rootsFile: roots.pem\n', both],
  [
    'webauthn.allowed[0]',
    '  allowed: [00000000-0000-0000-0000-000000000000]\n  rootsFile: roots.pem\n',
    both,
  ],
  ['webauthn.rootsFile', rooted, 'nothing'],
  ['webauthn.rootsFile', rooted, both.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
  ['webauthn.rootsFile', rooted, both + certificate.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')],
  ['webauthn.rootsFile', rooted, both.replace(/MII.{40}/, 'AAAA')],
  ['webauthn.rootsFile', `  allowed: [${aaguid}]\n  rootsFile: elsewhere.pem\n`, both],
])('%s is blamed for %j', (key, lines, roots) => {
  const faults = refused({ text: text(lines), files: files(roots) })
  expect(faults.map((fault) => fault.key)).toEqual([key])
})

const factorOf = async (more: Partial<Config>) => {
  const config = { ...demoConfig(0), ...more }
  const app = await assemble({
    config,
    clock: oneClock(systemClock),
    log: () => {},
    store: memoryStore(systemClock),
    directory: memoryDirectory([], systemClock),
    mail: logMail(systemClock),
    adapters: () => [],
  })
  const [passkeys] = app.world.factors
  const offer = await passkeys?.reveal({}, [], ceremonyOf('ada'))
  const { hash } = app.world.policy
  await app.stop()
  return { options: offer?.['options'], hash }
}

test('what is configured is in force, and part of the policy whose change is told', async () => {
  const any = await factorOf({})
  expect(any.options).toMatchObject({ attestation: 'none' })
  const some = await factorOf({ webauthn: { allowed: [aaguid], roots: both } })
  expect(some.options).toMatchObject({ attestation: 'direct' })
  const more = await factorOf({
    webauthn: { allowed: [aaguid, '2fc0579f-8113-47ea-b116-bb5a8db9202a'], roots: both },
  })
  expect(new Set([any.hash, some.hash, more.hash]).size).toBe(3)
})
