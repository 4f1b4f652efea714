import { describe, expect, test } from 'vitest'
import { Gathering } from '../cards/gather.ts'
import { expectKept } from '../cards/kept.ts'
import { walks } from './walking/beginnings.ts'
import { watchEdge, watchPlaces } from './walking/invariants.ts'
import { walk } from './walking/walk.ts'

describe('everything anybody can do, from every record it leads to', () => {
  test.each(walks)(
    '%s',
    async (name, from, least, most) => {
      let screens = 0
      const gathering = new Gathering()
      const walked = await walk(
        from,
        (edge, now) => {
          screens += 2
          watchEdge(edge, now)
          gathering.see(edge)
        },
        most,
      )
      watchPlaces(walked)
      expectKept(name, gathering.screens)
      const cards = Object.keys(gathering.screens).length
      const count = walked.places.length
      process.stdout.write(
        `walk: ${name}: ${count} records, ${walked.answers} answers, ${screens} screens, ${cards} cards\n`,
      )
      expect(count).toBeGreaterThan(least)
      expect(count).toBeLessThan(most)
      // A loaded machine walks the largest in a minute and more.
    },
    240_000,
  )
})
