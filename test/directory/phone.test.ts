import { describe, expect, test } from 'vitest'
import { person as inActiveDirectory } from '../../src/directory/ad-person.ts'
import { Entry } from '../../src/directory/entry.ts'
import { person as inOpenLdap } from '../../src/directory/openldap/person.ts'
import { dialled } from '../../src/directory/phone.ts'
import { longEnrolled, appointed, cardOf, changed } from '../flows/approving-scene.ts'
import { hour } from '../../src/lib/clock.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const guid = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

describe('where to call somebody', () => {
  test.each([
    [['+44 20 7946 0000'], '+44 20 7946 0000'],
    [['(030) 555-01', '0151 555 01 99'], '0151 555 01 99'],
    [['ask reception', '030/555.01'], '030/555.01'],
    [['+49 30 555\n01'], undefined],
    [['https://evil.example/+49305550'], undefined],
    [['+4'.repeat(30)], undefined],
    [[undefined, ''], undefined],
  ])('of %j it is %j', (numbers, number) => {
    expect(dialled(...numbers)).toBe(number)
  })

  test('is read in either dialect, the desk before the pocket', () => {
    const numbers = { telephoneNumber: '+44 20 7946 0000', mobile: '+44 7700 900000' }
    const ad = new Entry({ dn: 'cn=x', objectGUID: guid, sAMAccountName: 'ada', ...numbers })
    const openldap = new Entry({ dn: 'uid=x', entryUUID: 'e', uid: 'ada', mobile: numbers.mobile })
    expect(inActiveDirectory(ad).phone).toBe('+44 20 7946 0000')
    expect(inOpenLdap(openldap).phone).toBe('+44 7700 900000')
    expect(inOpenLdap(new Entry({ dn: 'uid=x', entryUUID: 'e', uid: 'ada' }))).not.toHaveProperty('phone')
  })

  test('stands on the approvers’ card', async () => {
    const town = new Town()
    town.directory.change('id-ada', { phone: '+44 20 7946 0123' })
    const ada = await enrolled(town, 'ada', ['webauthn'])
    await appointed(town, await longEnrolled(town, 'grace'))
    await changed(town, ada, { lastResetAt: town.clock.now() - hour })
    const page = await ada.getsToThePage()
    await page.passkey(ada.device)
    const card = await cardOf({ town, flow: page.flow })
    expect(card?.lines).toContainEqual({ id: 'approval.number', with: { number: '+44 20 7946 0123' } })
  })
})
