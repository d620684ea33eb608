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
