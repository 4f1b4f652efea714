import { describe, expect, test } from 'vitest'
import type { PolicyOverrides } from '../../src/policy/policy.ts'
import { hour } from '../../src/lib/clock.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'
import { answered, approves, appointed, changed, longEnrolled, press } from './approving-scene.ts'

const desk = 'CN=Desk,DC=corp,DC=example'
const leads = 'CN=Leads,DC=corp,DC=example'
const finance = 'CN=Finance,DC=corp,DC=example'

/** Ada is in finance; her reset is flagged. Grace is in the groups that are said. */
const flaggedUnder = async (policy: PolicyOverrides, graces: readonly string[] | 'unknown') => {
  const town = new Town()
  town.policy = policy
  town.at = town.machine()
  town.directory.change('id-ada', { groups: [finance] })
  town.directory.change('id-grace', { groups: graces })
  const ada = await enrolled(town, 'ada', ['webauthn'])
  const grace = await longEnrolled(town, 'grace')
  const joan = await longEnrolled(town, 'joan')
  await changed(town, ada, { lastResetAt: town.clock.now() - hour })
  const page = await ada.getsToThePage()
  if ((await page.page())?.outcome === undefined) await page.passkey(ada.device)
  return { town, ada, page, flow: page.flow, grace, joan }
}

const deskApproves: PolicyOverrides = { approvers: [desk] }
const leadsForFinance: PolicyOverrides = {
  approvers: [desk],
  rules: [{ name: 'finance', match: { group: finance }, approvers: [leads] }],
}

describe('who may approve for somebody', () => {
  test.each<[string, PolicyOverrides, readonly string[] | 'unknown', boolean]>([
    ['a member of the group that the policy names', deskApproves, [desk], true],
    ['nobody outside of it', deskApproves, [leads], false],
    ['nobody whose groups cannot be read', deskApproves, 'unknown', false],
    ['for a group with approvers of its own, those', leadsForFinance, [leads], true],
    ['and not the usual ones', leadsForFinance, [desk], false],
  ])('%s', async (_what, policy, groups, may) => {
    const scene = await flaggedUnder(policy, groups)
    await scene.page.sees('approval.wait-title')
    if (may) expect(await approves(scene, scene.grace)).toMatchObject({ kind: 'approved', complete: true })
    else expect(answered(await press(scene, scene.grace, 'approve'))).toEqual(['approval.no.no-right'])
  })

  test('where no rule names any, those whom an operator appointed; where there are none, nobody is asked', async () => {
    const scene = await flaggedUnder({}, [desk])
    await scene.page.sees('ended.too-soon', 'helpdesk.both')
    await appointed(scene.town, scene.joan)
    const page = await scene.ada.getsToThePage()
    await page.passkey(scene.ada.device)
    await page.sees('approval.wait-title')
    const again = { ...scene, page, flow: page.flow }
    expect(answered(await press(again, scene.grace, 'deny'))).toEqual(['approval.no.no-right'])
    expect(await approves(again, scene.joan)).toMatchObject({ kind: 'approved' })
  })

  test('somebody appointed is no approver where the policy names others', async () => {
    const scene = await flaggedUnder(leadsForFinance, [leads])
    await appointed(scene.town, scene.joan)
    expect(answered(await press(scene, scene.joan, 'approve'))).toEqual(['approval.no.no-right'])
  })
})
