/**
 * A page of the queue, its counters, and which generation is live, all of one moment and in one
 * round trip: nothing that moves on in between is missed or shown twice.
 *
 * Members of one score are sorted by id, so those up to the cursor's are passed over. Lua compares
 * by the locale of Redis, which sorts UUIDs as bytes: their dashes are at the same places.
 *
 * KEYS: name of the live generation, the set to read in order, rows, then the set of each status.
 * ARGV: rows at most, score of the cursor or '-inf', id of the cursor.
 * Answers the live generation, id and score of one place more than asked for, the rows of the
 * others, the size of each set.
 */
export const READ_PAGE = `
local limit, from = tonumber(ARGV[1]), tonumber(ARGV[2])
local places, ids, offset, found = {}, {}, 0, nil
repeat
  found = redis.call('ZRANGEBYSCORE', KEYS[2], ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', offset, limit + 1)
  for i = 1, #found, 2 do
    local isBehind = ARGV[2] == '-inf' or tonumber(found[i + 1]) > from or found[i] > ARGV[3]
    if isBehind and #ids <= limit then
      ids[#ids + 1] = found[i]
      places[#places + 1] = found[i]
      places[#places + 1] = found[i + 1]
    end
  end
  offset = offset + limit + 1
until #ids > limit or #found < 2 * (limit + 1)
if #ids > limit then ids[#ids] = nil end
local rows = {}
if #ids > 0 then rows = redis.call('HMGET', KEYS[3], unpack(ids)) end
local counts = {}
for i = 4, #KEYS do counts[i - 3] = redis.call('ZCARD', KEYS[i]) end
return { redis.call('GET', KEYS[1]), places, rows, counts }
`;
