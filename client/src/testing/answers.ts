import { problem } from '@/testing/problem';

export const done = () => new Response(null, { status: 204 });

export const nothingHere = () => problem(404, 'not_found', 'There is nothing at this address.');
