import { describe, expect, test } from 'vitest'
import type { FactorType } from '../../src/factors/port.ts'
import { day } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Assessment } from '../../src/policy/port.ts'
import type { RiskRequest } from '../../src/risk/port.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

describe('from a strange place', () => {
  const strange: Assessment = {
    band: 'approval',
    reasons: ['new-country'],
    eased: { band: 'step-up', by: (['totp', 'recovery-code'] as const).map((other) => ['webauthn', other]) },
  }
  const asked = async (types: readonly FactorType[]) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', types)
    Object.assign(town.at.world.risk, { assess: async () => strange })
    return { town, ada, page: await ada.getsToThePage() }
  }

  test('a passkey is asked for a second class of factor, and then it goes on', async () => {
    const { town, ada, page } = await asked(['webauthn', 'totp'])
    await page.passkey(ada.device)
    await page.sees('prove.title')
    await page.types('totp', await ada.totp())
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    expect(town.events('risk.assessed').map((e) => e.detail?.['band'])).toEqual(['approval', 'approval'])
  })

  test('somebody who has nothing beside the passkey needs a human', async () => {
    const { page } = await asked(['webauthn'])
    await page.sees('ended.needs-approval', 'helpdesk.both')
  })

  test('and so does everybody without a passkey', async () => {
    const { page } = await asked(['totp', 'recovery-codes'])
    await page.sees('ended.needs-approval', 'helpdesk.both')
  })
})

test('what the directory notes of the last sign-in belongs to the judgement; where it notes none, nothing does', async () => {
  const told: (number | undefined)[] = []
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['webauthn'])
  const { risk } = town.at.world
  const judges = risk.assess.bind(risk)
  Object.assign(risk, {
    assess: async (request: RiskRequest) => {
      told.push(request.signedInAt)
      return await judges(request)
    },
  })
  await ada.getsToThePage()
  const at = town.clock.now()
  expect(await town.directory.people.verify('id-ada', new Secret('Winter-Lake-2026'))).toBe('ok')
  await ada.presses('cancel')
  town.clock.forward(90 * day)
  await ada.getsToThePage()
  expect(told).toEqual([undefined, at])
})
