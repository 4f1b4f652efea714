import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scene } from './ingest-scene.ts'

const docs = readFileSync(new URL('../../docs/activity.md', import.meta.url), 'utf8')

test('the event that docs/activity.md shows teaches what it says', async () => {
  const [, line = ''] = /```json\n(.*)\n```/.exec(docs) ?? []
  const { posts, known } = await scene({ matching: { by: 'account', domains: ['CORP'] } })
  expect(await posts(line)).toMatchObject({ status: 200, kept: 1, refused: 0 })
  expect(await known('ada')).toMatchObject([{ network: { country: 'DE', asn: 3320 } }])
})
