// What two job queues of the field do on the same database, in batches of the same size: 20,000 jobs, one JSON line a result.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { PgBoss } from 'pg-boss';

const [connectionString, jobsText = '20000', loopsText = '4'] = process.argv.slice(2);
const jobs = Number(jobsText);
const loops = Number(loopsText);
const say = (peer, batch, seconds) => console.log(JSON.stringify({ peer, batch, jobsPerSecond: Math.round(jobs / seconds) }));
const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;

/** What autovacuum would have done by then: without statistics of the new jobs the planner reads them all. */
async function settle() {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

async function pgBoss(batch) {
  const boss = new PgBoss({ connectionString, schema: 'pgboss', supervise: false, schedule: false, max: loops + 1 });
  boss.on('error', (error) => console.error(error.message));
  await boss.start();
  const queue = `bench-${batch}`;
  await boss.createQueue(queue);
  for (let made = 0; made < jobs; made += 5000) {
    await boss.insert(queue, Array.from({ length: Math.min(5000, jobs - made) }, (_, index) => ({ data: { call: made + index } })));
  }
  await settle();
  const since = process.hrtime.bigint();
  let done = 0;
  await Promise.all(
    Array.from({ length: loops }, async () => {
      for (;;) {
        const fetched = await boss.fetch(queue, { batchSize: batch });
        if (fetched.length === 0) {
          return;
        }
        await boss.complete(queue, fetched.map(({ id }) => id));
        done += fetched.length;
      }
    }),
  );
  if (done !== jobs) {
    throw new Error(`pg-boss completed ${done} of ${jobs} jobs`);
  }
  say('pg-boss', batch, seconds(since));
  await boss.stop({ graceful: false });
}

async function graphileWorker(batch) {
  const utils = await makeWorkerUtils({ connectionString });
  await utils.migrate();
  await utils.addJobs(Array.from({ length: jobs }, (_, call) => ({ identifier: 'bench', payload: { call } })));
  await utils.release();
  await settle();
  let done = 0;
  let finished;
  const all = new Promise((resolve) => (finished = resolve));
  const since = process.hrtime.bigint();
  // A local queue takes all that fits in it at once and completes jobs together; without one each job is its own round trip.
  const runners = await Promise.all(
    Array.from({ length: loops }, () =>
      run({
        connectionString,
        concurrency: batch,
        maxPoolSize: 3,
        noHandleSignals: true,
        preset: { worker: batch > 1 ? { localQueue: { size: batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } : {} },
        // A line for each job would be measured too.
        logger: new Logger(() => () => undefined),
        taskList: {
          bench: () => {
            done += 1;
            if (done === jobs) {
              finished();
            }
          },
        },
      }),
    ),
  );
  await all;
  // The last completions are written after the last job ran.
  await Promise.all(runners.map((runner) => runner.stop()));
  say('graphile-worker', batch, seconds(since));
}

for (const batch of [1, 10, 50]) {
  await pgBoss(batch);
  await graphileWorker(batch);
}
process.exit(0);
