import { describe, expect, test } from 'vitest'
import { approverFindings } from '../../src/assemble-approver-findings.ts'
import { approverRights, hasAlertChannel } from '../../src/assemble-approvals.ts'
import { onCallFindings } from '../../src/assemble-on-call-findings.ts'
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

  test('where it cannot be told which rule holds, only who may by every one that might', async () => {
    const policy = { rules: [{ name: 'finance', match: { group: finance }, approvers: [leads] }] }
    const scene = await flaggedUnder(policy, [leads])
    await appointed(scene.town, scene.joan)
    scene.town.directory.change('id-ada', { groups: 'unknown' })
    const { world, store } = scene.town.at
    const rights = approverRights(store, world, scene.town.clock)
    expect(await rights.mayApprove('id-grace', 'id-ada')).toBe(false)
    expect(await rights.mayApprove('id-joan', 'id-ada')).toBe(false)
    expect(await rights.approversFor('id-ada')).toBe(1)
    await appointed(scene.town, scene.grace)
    expect(await rights.mayApprove('id-grace', 'id-ada')).toBe(true)
    expect(await rights.mayApprove('id-joan', 'id-ada')).toBe(false)
  })

  test('somebody appointed is no approver where the policy names others', async () => {
    const scene = await flaggedUnder(leadsForFinance, [leads])
    await appointed(scene.town, scene.joan)
    expect(answered(await press(scene, scene.joan, 'approve'))).toEqual(['approval.no.no-right'])
  })
})

describe('whether asking reaches anybody', () => {
  const config = { demo: false, policy: { approvers: [], rules: [] } }
  const channel = { slack: { alertChannel: 'C1' } }

  test('without an alert channel it does not, whoever may approve', async () => {
    const town = new Town()
    await appointed(town, await longEnrolled(town, 'grace'))
    const { world, store } = town.at
    const rights = (isSeen: boolean) => approverRights(store, world, town.clock, isSeen)
    expect(await rights(true).approversFor('id-ada')).toBe(1)
    expect(await rights(true).approversFor('id-grace')).toBe(0)
    expect(await rights(false).approversFor('id-ada')).toBe(0)
    expect(hasAlertChannel(config)).toBe(false)
    expect(hasAlertChannel(channel)).toBe(true)
    expect(hasAlertChannel({ ...config, demo: true })).toBe(true)
  })

  test('the operator’s check says so', async () => {
    const town = new Town()
    const says = async (more: object = {}) =>
      (await approverFindings({ ...config, ...channel, ...more }, town.at.store)).map((f) => f.says).join()
    expect(await says({ slack: undefined })).toContain('no chat has an alert channel')
    expect(await says()).toContain('nobody was appointed')
    await appointed(town, await longEnrolled(town, 'grace'))
    expect(await says()).toContain('one was appointed: nobody approves for them')
    await appointed(town, await longEnrolled(town, 'joan'))
    expect(await says()).toBe('2 were appointed')
    expect(await says({ policy: { approvers: [desk], rules: [] } })).toBe('groups of approvers are named')
    const called = (onCallChannel?: string) =>
      onCallFindings({ slack: { alertChannel: 'C1', ...(onCallChannel && { onCallChannel }) } })
    expect(called().map((f) => f.says)).toEqual([expect.stringContaining('and nowhere else')])
    expect(called('C2').map((f) => f.says)).toEqual([expect.stringContaining('goes to C2 as well')])
    expect(onCallFindings({ slack: {} }), 'without an alert channel nobody is asked').toEqual([])
  })
})
