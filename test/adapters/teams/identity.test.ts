import { describe, expect, test } from 'vitest'
import { profileOf } from '../../../adapters/teams/identity.ts'
import { ada, foreignTenant, tenant } from '../../support/teams/company.ts'

const actor = { platform: 'teams', tenant, user: ada.oid }
const employee = {
  id: '29:1x',
  name: 'Ada',
  aadObjectId: ada.oid,
  tenantId: tenant,
  userRole: 'user',
  userPrincipalName: 'ada@corp.example',
  email: 'Ada.Byron@corp.example',
}
const profile = (change: object = {}, by: 'email' | 'userPrincipalName' = 'email') =>
  profileOf(actor, { ...employee, ...change }, by)

describe('an employee', () => {
  test.each<[string, object]>([
    ['as the Connector tells of most', {}],
    ['under the other name of the object id', { aadObjectId: undefined, objectId: ada.oid.toUpperCase() }],
    ['with ids and words in capitals', { tenantId: tenant.toUpperCase(), userRole: 'User' }],
  ])('%s', (_how, change) => {
    expect(profile(change)).toMatchObject({ kind: 'member', emailConfirmed: true, displayName: 'Ada' })
  })

  test('is proposed by the name that the directory is asked for', () => {
    expect(profile()?.email).toBe('ada.byron@corp.example')
    expect(profile({}, 'userPrincipalName')?.email).toBe('ada@corp.example')
    const nameless = profile({ email: undefined })
    expect(nameless).toMatchObject({ kind: 'member', emailConfirmed: false })
    expect(nameless).not.toHaveProperty('email')
  })
})

describe('nobody of ours', () => {
  test.each<[string, object, string]>([
    ['a guest by role', { userRole: 'guest' }, 'guest'],
    ['a guest by name', { userPrincipalName: 'ada_other.example#ext#@corp.example' }, 'guest'],
    ['somebody of another tenant', { tenantId: foreignTenant }, 'stranger'],
    ['somebody of no tenant', { tenantId: undefined }, 'stranger'],
    ['somebody anonymous', { userRole: 'anonymous' }, 'stranger'],
    ['somebody without a role', { userRole: undefined }, 'stranger'],
    ['a role that does not exist yet', { userRole: 'agent' }, 'stranger'],
    ['a role that is no word', { userRole: ['user'] }, 'stranger'],
  ])('%s', (_who, change, kind) => {
    expect(profile(change)).toMatchObject({ kind, emailConfirmed: false })
  })

  test.each<[string, unknown]>([
    ['another person', { ...employee, aadObjectId: 'other' }],
    ['nobody by id', { ...employee, aadObjectId: undefined }],
    ['the other name, when the first names another', { ...employee, aadObjectId: 'x', objectId: ada.oid }],
    ['words', 'ada'],
    ['nothing', undefined],
  ])('an answer about %s', (_what, answer) => {
    expect(profileOf(actor, answer, 'email')).toBeUndefined()
  })
})
