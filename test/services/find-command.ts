import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Names a Chromium goes by, on Debian first. */
export const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const

/** Servers live where an ordinary account's PATH does not look. */
const places = (): string[] => [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']

/** The first of these commands that is installed, as a path, or undefined. */
export const findCommand = (...names: readonly string[]): string | undefined =>
  names.flatMap((name) => places().map((place) => join(place, name))).find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
