import { parseArgs } from 'node:util'
import { writePictures } from './pictures/sheets.ts'
import { writeGolden } from './write.ts'

/** `npm run cards`: writes the golden cards anew; `-- --only NAME` walks again only the walks of that name. `npm run cards -- --pictures DIR`: draws the sheets of them, for eyes. */
const options = { pictures: { type: 'string' }, only: { type: 'string' } } as const
const { pictures, only } = parseArgs({ options }).values
await (pictures === undefined ? writeGolden(only) : writePictures(pictures))
