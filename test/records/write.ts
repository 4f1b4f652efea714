import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutChance } from './chance.ts'
import { journeys, moments } from './journeys.ts'
import { folderOf, present, type Kept } from './release.ts'
import { Scene } from './scene.ts'

/** `npm run records`: writes what is stored at every moment of every journey, for the release that is being worked on. */
withoutChance()
mkdirSync(folderOf(present), { recursive: true })
for (const journey of journeys) {
  const { name, story } = journey
  const kept: Kept = { journey: name, story, moments: await moments(new Scene(), journey) }
  writeFileSync(join(folderOf(present), `${name}.json`), `${JSON.stringify(kept, undefined, 2)}\n`)
  process.stdout.write(`${present}/${name}: ${kept.moments.length} moments\n`)
}
