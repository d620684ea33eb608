import { writeCorpus } from '../corpus/write-corpus.ts';

const [version = ''] = process.argv.slice(2);
console.log(`Wrote ${writeCorpus({ version })}; pin its hash in test/corpus.test.ts`);
