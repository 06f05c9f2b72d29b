/**
 * The linter, `npm run lint`. Three concerns: TypeScript's own rules, the layers of the design
 * (nodes → lib/n8n → lib/* → lib/contract, libraries only through lib/thirdParty.ts), and n8n's rules
 * for what users see. Formatting is prettier's.
 *
 * A rule is switched off here, with its reason, or not at all: no comment in the code can do it.
 */
import js from '@eslint/js';
import communityNodes from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const TYPESCRIPT = '**/*.ts';
const SPEAKS_N8N = ['lib/n8n/**/*.ts', 'nodes/**/*.ts', 'credentials/**/*.ts'];

// ---------------------------------------------------------------------------------------- layers

const GO_UP = '^(\\.\\./)+';
const upInto = (rooms, message) => ({ regex: `${GO_UP}(${rooms.join('|')})(/|$)`, message });

const NOT_PRODUCT = upInto(
	['demo', 'chaos', 'test', 'bench', 'scripts', 'gulp', 'dist'],
	'The product knows nothing of its demo, tests, scripts and build.',
);
const NO_LIBRARIES = {
	regex: '^(?!\\.{1,2}(/|$)|node:)',
	message:
		'Libraries come in through lib/thirdParty.ts only (it is what gets bundled), built-ins as "node:…", and n8n-workflow only in lib/n8n, nodes and credentials.',
};
const NO_LIBRARIES_BUT_N8N = {
	...NO_LIBRARIES,
	regex: '^(?!\\.{1,2}(/|$)|node:|n8n-workflow$)',
};
const NOTHING_OF_N8N = upInto(
	['n8n', 'nodes', 'credentials'],
	'Imports point one way, nodes → lib/n8n → lib/*: nothing in lib/ but lib/n8n knows n8n.',
);
const NOTHING_ABOVE_CONTRACT = upInto(
	['intake', 'delivery', 'watch', 'ledger', 'lifecycle', 'n8n', 'nodes', 'credentials'],
	'lib/contract is the bottom layer: it imports nothing of the product but lib/thirdParty.ts.',
);
const NOTHING_ABOVE_LIFECYCLE = upInto(
	['intake', 'delivery', 'watch', 'ledger', 'n8n', 'nodes', 'credentials'],
	'lib/lifecycle is rules without a store: what keeps critical values uses it, not the other way round.',
);
const NOTHING_ABOVE_LEDGER = upInto(
	['intake', 'delivery', 'watch', 'n8n', 'nodes', 'credentials'],
	'lib/ledger knows the contract and the life cycle only: intake, delivery and watch use it, not the other way round.',
);
const NODES_ARE_THE_TOP = upInto(
	['nodes', 'credentials'],
	'lib/ never imports from nodes/ or credentials/: what they share belongs into lib/n8n.',
);

const restrictImports = (name, files, patterns, ignores = []) => ({
	name: `layers/${name}`,
	files,
	ignores,
	rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

/** The later one wins where two match. */
const layers = [
	restrictImports(
		'lib',
		['lib/**/*.ts'],
		[NOT_PRODUCT, NO_LIBRARIES, NOTHING_OF_N8N],
		['lib/thirdParty.ts'],
	),
	restrictImports(
		'contract',
		['lib/contract/**/*.ts'],
		[NOT_PRODUCT, NO_LIBRARIES, NOTHING_ABOVE_CONTRACT],
	),
	restrictImports(
		'lifecycle',
		['lib/lifecycle/**/*.ts'],
		[NOT_PRODUCT, NO_LIBRARIES, NOTHING_ABOVE_LIFECYCLE],
	),
	restrictImports(
		'ledger',
		['lib/ledger/**/*.ts'],
		[NOT_PRODUCT, NO_LIBRARIES, NOTHING_ABOVE_LEDGER],
	),
	restrictImports(
		'lib/n8n',
		['lib/n8n/**/*.ts'],
		[NOT_PRODUCT, NO_LIBRARIES_BUT_N8N, NODES_ARE_THE_TOP],
	),
	restrictImports(
		'nodes',
		['nodes/**/*.ts', 'credentials/**/*.ts'],
		[NOT_PRODUCT, NO_LIBRARIES_BUT_N8N],
	),
];

// ------------------------------------------------------------------------------------ typescript

const typescript = {
	name: 'typescript',
	files: [TYPESCRIPT],
	languageOptions: {
		parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
	},
	rules: {
		'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
		'@typescript-eslint/no-explicit-any': 'error',
		'@typescript-eslint/no-floating-promises': 'error',
		'@typescript-eslint/no-unused-vars': [
			'error',
			{ args: 'after-used', caughtErrors: 'all', ignoreRestSiblings: true },
		],
		'@typescript-eslint/return-await': ['error', 'always'],
		'@typescript-eslint/switch-exhaustiveness-check': [
			'error',
			{ considerDefaultExhaustiveForUnions: true },
		],
		// Interfaces of n8n and of our stores are async by contract; some implementations have nothing to wait for.
		'@typescript-eslint/require-await': 'off',
		// A number in a message is a number: `${bytes} bytes` needs no String().
		'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
	},
};

const everywhere = {
	name: 'everywhere',
	linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
	rules: {
		eqeqeq: 'error',
		'no-console': 'error',
		'object-shorthand': 'error',
		'prefer-const': 'error',
	},
};

const commandLine = {
	name: 'what speaks to a terminal',
	files: ['demo/**', 'scripts/**', 'bench/**', 'chaos/**'],
	rules: { 'no-console': 'off' },
};

const plainJavaScript = {
	name: 'plain javascript',
	files: ['**/*.{js,cjs,mjs}'],
	...tseslint.configs.disableTypeChecked,
	languageOptions: {
		...tseslint.configs.disableTypeChecked.languageOptions,
		globals: globals.node,
	},
	rules: {
		...tseslint.configs.disableTypeChecked.rules,
		'@typescript-eslint/no-require-imports': 'off',
	},
};

const tests = {
	name: 'tests',
	files: ['test/**/*.ts', 'bench/**/*.ts'],
	rules: {
		// Tests look into JSON that has come over the wire; its shape is what they assert.
		'@typescript-eslint/no-unsafe-argument': 'off',
		'@typescript-eslint/no-unsafe-assignment': 'off',
		'@typescript-eslint/no-unsafe-call': 'off',
		'@typescript-eslint/no-unsafe-member-access': 'off',
		'@typescript-eslint/no-unsafe-return': 'off',
		// `expect(spy.method)` names a method without calling it.
		'@typescript-eslint/unbound-method': 'off',
	},
};

// ------------------------------------------------------------------------------------------- n8n

/** Rules that contradict two languages in a label, n8n's other linter, or what these nodes are. */
const NODE_EXCEPTIONS = {
	// A description is English, then Chinese: its last sentence ends in 。 or in none.
	'n8n-nodes-base/node-param-description-missing-final-period': 'off',
	// "Risk Send Trigger 危急值接收": the Chinese term follows the word Trigger.
	'n8n-nodes-base/node-class-description-display-name-unsuffixed-trigger-node': 'off',
	// They want ['main']; node-connection-type-literal forbids just that, and triggers have two outputs.
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	// They want their English sentence and nothing else; ours goes on in Chinese.
	'n8n-nodes-base/node-param-description-wrong-for-return-all': 'off',
	'n8n-nodes-base/node-param-description-wrong-for-limit': 'off',
	// Takes `default: DEFAULTS.tries` for none. That there is one, the compiler sees to.
	'n8n-nodes-base/node-param-default-missing': 'off',
};

const CREDENTIAL_EXCEPTIONS = {
	// Labels end in the Chinese term.
	'n8n-nodes-base/cred-class-field-display-name-missing-api': 'off',
	// For nodes inside n8n's own repository; -not-http-url is the one for packages, and stays on.
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	// A shared secret is no API; "riskSignature" says what it is.
	'n8n-nodes-base/cred-class-name-unsuffixed': 'off',
	'n8n-nodes-base/cred-class-field-name-unsuffixed': 'off',
};

const PACKAGE_EXCEPTIONS = {
	// Both want a person's name and mailbox; this project has neither, its issue tracker is public.
	'n8n-nodes-base/community-package-json-author-name-missing': 'off',
	'@n8n/community-nodes/valid-author': 'off',
};

/** The plugin still ships its configurations in the form of ESLint 8; its rules run as they are. */
const legacy = (name, files, exceptions) => ({
	name: `n8n-nodes-base/${name}`,
	files,
	plugins: { 'n8n-nodes-base': n8nNodesBase },
	rules: { ...n8nNodesBase.configs[name].rules, ...exceptions },
});

const exception = (file, rules) => ({ name: `exception for ${file}`, files: [file], rules });

const n8nRules = [
	{
		...communityNodes.configs.recommendedWithoutN8nCloudSupport,
		name: 'n8n/community-nodes',
		files: [...SPEAKS_N8N, 'package.json'],
	},
	legacy('nodes', ['nodes/**/*.ts', 'lib/n8n/**/*.ts'], NODE_EXCEPTIONS),
	legacy('credentials', ['credentials/**/*.ts'], CREDENTIAL_EXCEPTIONS),
	legacy('community', ['package.json'], PACKAGE_EXCEPTIONS),
	exception('package.json', PACKAGE_EXCEPTIONS),
	exception('credentials/RiskSignature.credentials.ts', {
		// It belongs to calls that come in: there is nothing to call.
		'@n8n/community-nodes/credential-test-required': 'off',
	}),
	exception('credentials/RiskLedgerDb.credentials.ts', {
		// The triggers (lib/n8n/trigger/description.ts) and Risk Ledger test it, where the rule does not look.
		'@n8n/community-nodes/credential-test-required': 'off',
	}),
	exception('credentials/RiskApi.credentials.ts', {
		// They go by names. `cert` is shown to everybody, `key` and `headerValue` are secrets; that
		// every secret is hidden is asserted in test/package/credentials.test.ts.
		'@n8n/community-nodes/credential-password-field': 'off',
		'@n8n/community-nodes/credential-unnecessary-password': 'off',
	}),
];

/** package.json is read as the object literal it is: n8n's rules look at it so. */
const packageJson = {
	name: 'package.json',
	files: ['package.json'],
	languageOptions: {
		parser: tseslint.parser,
		parserOptions: { extraFileExtensions: ['.json'], projectService: false },
	},
};

const scoped = (configs, files) => configs.map((config) => ({ ...config, files }));

export default tseslint.config(
	{
		name: 'not ours',
		ignores: ['dist/', 'node_modules/', '.cache/', 'coverage/', 'demo/node_modules/'],
	},
	{ ...js.configs.recommended, files: ['**/*.{js,cjs,mjs,ts}'] },
	...scoped(tseslint.configs.recommendedTypeChecked, [TYPESCRIPT]),
	typescript,
	everywhere,
	commandLine,
	tests,
	plainJavaScript,
	packageJson,
	...layers,
	...n8nRules,
);
