/**
 * Stores the rows of one partition's batch, their places in the sets by status, what the feed
 * announces, and the position, all or nothing; 0 when the position is not the expected one.
 *
 * KEYS: positions, rows (in the queue), others (not in it), feed, then one set a status of the queue.
 * ARGV: partition, expected position, new position, longest feed, then for each row: order id,
 * number of its status among the sets or 0, score, row to keep, row to announce or ''.
 */
export const WRITE_BATCH = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
for i = 5, #ARGV, 5 do
  local id, set, score, row, announced = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  for k = 5, #KEYS do
    if k - 4 ~= set then redis.call('ZREM', KEYS[k], id) end
  end
  if set > 0 then
    redis.call('HSET', KEYS[2], id, row)
    redis.call('HDEL', KEYS[3], id)
    redis.call('ZADD', KEYS[4 + set], score, id)
  else
    redis.call('HSET', KEYS[3], id, row)
    redis.call('HDEL', KEYS[2], id)
  end
  if announced ~= '' then
    redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[4], '*', 'row', announced)
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

/**
 * Stores up to when positions show everything, where they are as far as that was said of still;
 * never moves it back.
 *
 * KEYS: positions, their times. ARGV: incarnation, then partition, offset and time of each.
 */
export const CONFIRM = `
for i = 2, #ARGV, 3 do
  local stored = redis.call('HGET', KEYS[1], ARGV[i])
  local position = stored and cjson.decode(stored)
  if position and position.incarnation == ARGV[1] and tonumber(position.offset) >= tonumber(ARGV[i + 1]) then
    local before = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '0')
    if tonumber(ARGV[i + 2]) > before then redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2]) end
  end
end
return 1
`;

/**
 * Stores rows and their places in the sets by status, and no older row over a newer one.
 *
 * KEYS: rows, others, then one set a status of the queue.
 * ARGV, for each row: order id, version, number of its status among the sets or 0, score, row.
 */
export const FILL_ROWS = `
local function versionOf(text)
  local row = cjson.decode(text)
  return type(row) == 'table' and row.version or row
end
for i = 1, #ARGV, 5 do
  local id, version, set, score, row = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3], ARGV[i + 4]
  local stored = redis.call('HGET', KEYS[1], id) or redis.call('HGET', KEYS[2], id)
  if not stored or versionOf(stored) < version then
    if stored then
      redis.call('HDEL', KEYS[1], id)
      redis.call('HDEL', KEYS[2], id)
      for k = 3, #KEYS do redis.call('ZREM', KEYS[k], id) end
    end
    redis.call('HSET', KEYS[set > 0 and 1 or 2], id, row)
    if set > 0 then redis.call('ZADD', KEYS[2 + set], score, id) end
  end
end
return 1
`;
