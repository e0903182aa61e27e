import type { InstalledApp, Phone } from '../phone.ts';
import { dictionary, isDictionary, type PlistDictionary, type PlistValue } from './plist/value.ts';
import { runnerBundle, runnerName } from './processes.ts';

/** Installed on every iPhone that automation can drive. */
const runner: InstalledApp = { id: runnerBundle, name: runnerName, version: '1.0' };

function applicationType(app: InstalledApp): 'System' | 'User' {
  return app.id.startsWith('com.apple.') ? 'System' : 'User';
}

function information(app: InstalledApp, wanted: PlistValue | undefined): PlistDictionary {
  const all: PlistDictionary = {
    ApplicationType: applicationType(app),
    CFBundleDisplayName: app.name,
    CFBundleExecutable: app.name.replaceAll(' ', ''),
    CFBundleIdentifier: app.id,
    CFBundleName: app.name,
    CFBundleShortVersionString: app.version,
    CFBundleVersion: app.version,
    Path: `/private/var/containers/Bundle/Application/${app.name}.app`,
  };
  if (!Array.isArray(wanted) || wanted.includes('*')) return all;
  const names: readonly PlistValue[] = wanted;
  return dictionary(Object.entries(all).filter(([key]) => names.includes(key)));
}

/** Answers one message to `com.apple.mobile.installation_proxy`: the installed apps, looked up or listed. Nothing can be installed. */
export function answerInstallationProxy(phone: Phone, message: PlistDictionary): readonly PlistDictionary[] {
  const options = isDictionary(message['ClientOptions']) ? message['ClientOptions'] : {};
  const type = options['ApplicationType'];
  const apps = [...phone.apps(), runner].filter(
    (app) => (type !== 'System' && type !== 'User') || applicationType(app) === type,
  );
  const wanted = options['ReturnAttributes'];
  switch (message['Command']) {
    case 'Lookup': {
      const ids = options['BundleIDs'];
      const chosen = Array.isArray(ids) ? apps.filter(({ id }) => ids.includes(id)) : apps;
      const found = dictionary(chosen.map((app): [string, PlistValue] => [app.id, information(app, wanted)]));
      return [{ LookupResult: found, Status: 'Complete' }];
    }
    case 'Browse': {
      const list = apps.map((app) => information(app, wanted));
      return [
        { CurrentAmount: list.length, CurrentIndex: 0, CurrentList: list, Status: 'BrowsingApplications' },
        { Status: 'Complete' },
      ];
    }
    case 'Install':
    case 'Upgrade':
    case 'Uninstall':
      return [{ Error: 'APIInternalError', ErrorDescription: 'A simulated iPhone installs and removes no apps.' }];
  }
  return [{ Error: 'UnknownCommand', ErrorDescription: 'Lookup and Browse are what a simulated iPhone answers.' }];
}
