import { definePlugin } from '@pushdown/core';
import { counters } from './counters.ts';
import { nestedLists } from './nested-lists.ts';

export { counters, nestedLists };

export default definePlugin({ name: 'nested-lists', apiVersion: 1, contributions: [counters, nestedLists] });
