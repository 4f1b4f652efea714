import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { formsOf, formsOfBytes } from './forms.ts'
import { Vault } from './search.ts'

const password = 'Kanär-7"<&>\'/\\ é+=% 9pQx'
const seed = 'JBSW Y3DP EHPK 3PXP'
/** Bytes that every way of writing them down is different for: by chance some would be the same, and a test fewer. */
const key = Buffer.from('fb'.repeat(8) + '3effbe9c01d7'.repeat(4), 'hex')

const vault = (): Vault => {
  const made = new Vault()
  made.takes('password', password)
  made.takes('seed', seed)
  made.takes('code', '493817')
  made.takes('key', key)
  return made
}

const foundIn = (bytes: Buffer) => vault().foundIn([{ where: 'here', bytes }])
const kindsIn = (bytes: Buffer) => [...new Set(foundIn(bytes).map(({ what }) => what))]
const among = (bytes: Buffer, before: number) =>
  Buffer.concat([Buffer.alloc(before, '#'), bytes, Buffer.from('##')])

/** How many ways there are to write each: a form that vanished is not searched for by anybody. */
test('every way to write a secret is there to be found', () => {
  expect(formsOf(password)).toHaveLength(73)
  expect(formsOfBytes(key)).toHaveLength(14)
})

describe('a planted secret is found', () => {
  test.each([...formsOf(password)].map((form) => [form.name, form] as const))('as %s', (_, { bytes }) => {
    for (const before of [0, 1, 2, 3, 7]) expect(kindsIn(among(bytes, before))).toEqual(['password'])
  })

  test.each([...formsOfBytes(key)].map((form) => [form.name, form] as const))(
    'a key as %s',
    (_, { bytes }) => {
      expect(kindsIn(among(bytes, 5))).toEqual(['key'])
    },
  )

  test.each(['base64', 'base64url', 'hex', 'utf16le', 'utf8', 'latin1'] as const)(
    'inside a longer text that is written as %s, wherever it begins',
    (encoding) => {
      for (let before = 0; before < 6; before++) {
        const text = `{"x":"${'y'.repeat(before)} ${password.replaceAll('"', '')} and more"}`
        const made = new Vault()
        made.takes('password', password.replaceAll('"', ''))
        const bytes =
          encoding === 'utf16le'
            ? Buffer.from(text, 'utf16le')
            : encoding === 'utf8' || encoding === 'latin1'
              ? Buffer.from(text)
              : Buffer.from(Buffer.from(text).toString(encoding))
        expect(made.foundIn([{ where: 'x', bytes }]).length).toBeGreaterThan(0)
      }
    },
  )

  test.each(['hex', 'base64'] as const)('inside an address or a body that is written as %s', (encoding) => {
    for (const whole of [
      JSON.stringify({ value: password }),
      `redis://u:${encodeURIComponent(password)}@host`,
    ])
      expect(kindsIn(Buffer.from(Buffer.from(whole).toString(encoding)))).toEqual(['password'])
  })

  test('as the directory takes a new password: in quotes, UTF-16LE, base64', () => {
    const bytes = Buffer.from(Buffer.from(`"${password}"`, 'utf16le').toString('base64'))
    expect(kindsIn(bytes)).toEqual(['password'])
  })

  test('with and without groups, in capitals or not', () => {
    for (const text of [seed, seed.replaceAll(' ', ''), seed.toLowerCase()])
      expect(kindsIn(Buffer.from(`secret=${text}&`))).toEqual(['seed'])
  })

  test('across the lines of a mail', () => {
    const lines = Buffer.from(password).toString('base64').replaceAll(/.{9}/g, '$&\r\n')
    expect(kindsIn(Buffer.from(lines))).toEqual(['password'])
    const soft = `${password.slice(0, 6)}=\r\n${password.slice(6)}`
    expect(kindsIn(Buffer.from(soft))).toEqual(['password'])
  })

  test('and says where, as what, and what stands around it', () => {
    const [one] = vault().foundIn([{ where: 'the log', bytes: Buffer.from('level info code 493817 done') }])
    expect(one).toEqual({
      what: 'code',
      where: 'the log',
      form: 'raw',
      around: 'level info code 493817 done',
    })
  })
})

describe('what is not there is not found', () => {
  test('in a megabyte of chance, and a code not inside a longer number', () => {
    expect(foundIn(Buffer.from(randomBytes(400_000).toString('base64')))).toEqual([])
    expect(foundIn(randomBytes(500_000))).toEqual([])
    // Six digits, and the same backwards: somewhere in times and numbers they stand by chance.
    for (const text of ['1493817', '4938171', 'a493817', '493817.5', 'x_493817', '1780718394000'])
      expect(foundIn(Buffer.from(text))).toEqual([])
  })

  test('too little to be told from chance is refused', () => {
    const made = new Vault()
    made.takes('pin', '12')
    expect(() => made.foundIn([{ where: 'x', bytes: Buffer.from('12') }])).toThrow(/too short/)
  })
})
