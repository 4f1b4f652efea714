import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import process from 'node:process'

/** `--import` this: every package that the process loads is noted once in the file that LOADED_PACKAGES names. */
const noted = new Set<string>()
const file = process.env['LOADED_PACKAGES']

registerHooks({
  load(url, context, next) {
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? []
    if (file !== undefined && name !== undefined && !noted.has(name)) {
      noted.add(name)
      appendFileSync(file, `${name}\n`)
    }
    return next(url, context)
  },
})
