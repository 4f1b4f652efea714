import type { DemoPort } from '../../src/demo/port.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'

/** A demonstration with two people, whose time stands still until it is moved. */
export const fakeDemo = (start = Date.UTC(2026, 2, 3, 14, 5)) => {
  const clock = new ShiftedClock({ now: () => start })
  const locked: string[] = []
  const signIns: { account: string; password: Secret }[] = []
  const mail: ReturnType<DemoPort['mail']>[number][] = []
  const audit: ReturnType<DemoPort['audit']>[number][] = []
  const demo: DemoPort = {
    people: [
      {
        user: 'U-ADA',
        displayName: 'Ada Kempe',
        email: 'ada@latchkey.example',
        account: 'ada',
        story: 'Locked out. Her phone has an authenticator and recovery codes.',
      },
      {
        user: 'U-GRACE',
        displayName: 'Grace Okoro',
        email: 'grace@latchkey.example',
        account: 'grace',
        story: 'Knows her password and can set up a passkey.',
      },
    ],
    now: () => clock.now(),
    forward: (ms) => clock.forward(ms),
    phone: (account) =>
      Promise.resolve(
        account === 'ada'
          ? {
              totp: { code: '482913', secondsLeft: 21 },
              recoveryCodes: ['DEMO-ADA0-AAAA-0001', 'DEMO-ADA0-AAAA-0002', 'DEMO-ADA0-AAAA-0003'],
            }
          : { recoveryCodes: [] },
      ),
    signIn: (account, password) => {
      signIns.push({ account, password })
      const right = password.reveal() === 'Winter-Lake-2026'
      return Promise.resolve(locked.includes(account) ? 'locked' : right ? 'ok' : 'wrong')
    },
    lock: (account) => {
      locked.push(account)
      return Promise.resolve()
    },
    mail: () => mail,
    audit: (limit) => audit.slice(0, limit),
  }
  return { demo, clock, locked, signIns, mail, audit }
}
