import { LogLevel, type Logger } from '@slack/bolt'
import type { Log } from '../../src/lib/log.ts'

/**
 * Bolt's own remarks, without their words: it puts bodies, tokens and response addresses into them. What is left is that it
 * complained, and of an error its class and place.
 */
export const boltLogger = (log: Log): Logger => {
  const say = (level: 'warn' | 'error', said: readonly unknown[]): void => {
    const fault = said.find((one) => one instanceof Error)
    log('slack.library', { level, ...(fault !== undefined && { fault }) })
  }
  const nothing = (): void => undefined
  return {
    debug: nothing,
    info: nothing,
    warn: (...said) => say('warn', said),
    error: (...said) => say('error', said),
    setLevel: nothing,
    getLevel: () => LogLevel.WARN,
    setName: nothing,
  }
}
