import { expect, test } from 'vitest'
import { isOneAddress, oneLine, senderOf } from '../../src/notify/address.ts'

test('text for a header is one line, however it was broken', () => {
  for (const brk of ['\r\n', '\n', '\r', '\u2028', '\u2029', '\0', '\v', '\u0085'])
    expect(oneLine(`Hello${brk}Bcc: eve@evil.example`, 100)).toBe('Hello Bcc: eve@evil.example')
  expect(oneLine('x'.repeat(500), 150)).toHaveLength(150)
  expect(oneLine('😀😀', 3).isWellFormed()).toBe(true)
})

test('a sender is taken apart, and anything but one address is a bug', () => {
  expect(senderOf('Corp Latchkey <latchkey@corp.example>')).toEqual({
    name: 'Corp Latchkey',
    address: 'latchkey@corp.example',
  })
  expect(senderOf('latchkey@corp.example')).toEqual({ name: '', address: 'latchkey@corp.example' })
  for (const odd of ['Latchkey', 'a@b, c@d', 'A <a@b> <c@d>', 'A <a@b\r\nBcc: c@d>'])
    expect(() => senderOf(odd)).toThrow(TypeError)
})

test('addresses of people with other letters are addresses', () => {
  expect(['núñez@corp.example', '用户@例え.jp', "o'hara+x@corp.example"].map(isOneAddress)).toEqual([
    true,
    true,
    true,
  ])
})
