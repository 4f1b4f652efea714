import { script } from './scripts.ts'

/** How many characters of tags are remembered for each log. */
export const mostTagText = 8192

/**
 * Appends. KEYS: for each log its head (a hash of tags, snapshot and revision), then its lines (a list). ARGV: the time to
 * live in ms, then for each log its line and the tags, each followed by a comma. Answers for each `<1 or 0 for each tag>:<lines>`.
 */
export const appendLines = script(`
local out = {}
for i = 1, #KEYS / 2 do
  local head, lines = KEYS[2 * i - 1], KEYS[2 * i]
  local known, fresh, any = redis.call('HGET', head, 'tags') or ',', {}, false
  for tag in string.gmatch(ARGV[2 * i + 1], '[^,]+,') do
    if string.find(known, ',' .. tag, 1, true) then fresh[#fresh + 1] = '0'
    else
      known = known .. tag
      fresh[#fresh + 1] = '1'
      any = true
    end
  end
  if any then
    redis.call('RPUSH', lines, ARGV[2 * i])
    redis.call('HSET', head, 'tags', string.sub(known, -${mostTagText}))
    redis.call('PEXPIRE', head, ARGV[1])
    redis.call('PEXPIRE', lines, ARGV[1])
  end
  out[i] = table.concat(fresh) .. ':' .. redis.call('LLEN', lines)
end
return out
`)

/** KEYS: head, lines. Answers revision, snapshot, and the lines, as they stood at one moment. */
export const readLog = script(`
local head = redis.call('HMGET', KEYS[1], 'rev', 'snapshot')
return { head[1] or '0', head[2] or '', redis.call('LRANGE', KEYS[2], 0, -1) }
`)

/**
 * Folds. KEYS: head, lines. ARGV: the revision and the first line that were read, how many lines the snapshot takes in, the snapshot,
 * the time to live in ms. The first line is compared, for a log that was dropped and began anew has revision 0 again.
 */
export const foldLog = script(`
if (redis.call('HGET', KEYS[1], 'rev') or '0') ~= ARGV[1] then return 0 end
if redis.call('LINDEX', KEYS[2], 0) ~= ARGV[2] then return 0 end
redis.call('LTRIM', KEYS[2], ARGV[3], -1)
redis.call('HSET', KEYS[1], 'snapshot', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'rev', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
`)
