import { Socket } from 'node:net'
import { expect, onTestFinished, vi } from 'vitest'
import { formsOf } from '../secrecy/forms.ts'

/** Every port that anybody in this process tries to reach, until the end of the test. */
export const dialled = (): readonly number[] => {
  const ports: number[] = []
  const dial = Reflect.get(Socket.prototype, 'connect')
  const spy = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...to) {
    this.on('connectionAttempt', (_address: string, port: number) => ports.push(port))
    return Reflect.apply(dial, this, to)
  })
  onTestFinished(() => spy.mockRestore())
  return ports
}

/** What was heard holds none of these, in whatever form. */
export const hasNone = (heard: readonly Buffer[], ...secrets: readonly string[]): void => {
  const all = Buffer.concat(heard)
  const found = secrets.flatMap((secret) =>
    formsOf(secret).flatMap(({ name, bytes }) => (all.includes(bytes) ? [`${secret}: ${name}`] : [])),
  )
  expect(found).toEqual([])
}
