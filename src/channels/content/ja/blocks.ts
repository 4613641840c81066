import type { Portal, TokenWords } from '../catalogue.ts';
import type { Expiring } from '../expiring-words.ts';

// The sentences of which runbooks are made, in the words of the Japanese screens: Microsoft's labels stand in [ ], Apple's
// in 「」; a label that could not be looked up is described and has no brackets.

export const tokens = (count: number) => `VPP トークン ${count} 個`;
export const tenants = (count: number) => `${count} テナント`;
/** A space stands only before what begins in Latin letters. */
export const spaced = (text: string) => (/^[ -~]/.test(text) ? ` ${text}` : text);

/** What expires or was renewed, by what it is where that is one thing. */
export function connections(kinds: readonly Expiring[], count: number): string {
  const [kind, ...others] = new Set(kinds);
  if (kind === undefined || others.length > 0) return `Apple のトークンと証明書 ${count} 件`;
  if (kind === 'token') return tokens(count);
  return kind === 'push' ? `Apple MDM プッシュ証明書 ${count} 件` : `登録プログラム トークン ${count} 個`;
}

/** What a title begins with where more than one tenant is watched. */
export const inTenant = (tenant: string | undefined) => (tenant === undefined ? '' : `[${tenant}] `);

/** Where a message names it first: it had another name until April 2026. */
export const APPLE_BUSINESS = 'Apple Business (旧 Apple Business Manager)';
const SCHOOL = 'Apple School Manager';
const PORTALS: Readonly<Record<Portal, string>> = { business: APPLE_BUSINESS, school: SCHOOL };

/** The one mistake that costs most. */
export const CAUTION =
  'Intune でトークンを削除しないでください。アプリと割り当てが削除され、ライセンスも取り消されます。元に戻せません。';

export const named = (token: string | undefined) => (token === undefined ? '対象のトークン' : `「${token}」`);

export const open = ({ token }: TokenWords) =>
  `Intune 管理センターで [テナント管理] > [コネクタとトークン] > [Apple VPP トークン] を開き、${named(token)}を選択します。`;

/** The 15 minutes are ours: no vendor states a time. */
export const SYNC =
  '[同期] を 1 回選択し、15 分ほど待ちます。続けて実行しないでください (Apple に拒否されることがあります)。';

export const portalOf = ({ portal }: TokenWords) => (portal ? PORTALS[portal] : `${APPLE_BUSINESS} または ${SCHOOL}`);

export const terms = (token: TokenWords) =>
  `管理者の役割のアカウントで ${portalOf(token)} にサインインします (他の役割には表示されません)。新しい利用規約が表示されたら同意し、Intune で [同期] を選択します。`;

export const HEALTH =
  '障害情報を確認します (Apple のシステム状況ページ、Microsoft 365 管理センターの [正常性] > [サービス正常性])。';

/** @param isNamed whether a sentence before it has named the portal */
export function download({ portal, location }: TokenWords, isNamed = false): string {
  const place = location === undefined ? 'トークンの「場所」' : `「${location}」`;
  const business = `${isNamed ? 'Apple Business' : APPLE_BUSINESS} で「設定」>「お支払いと請求」>「アプリとブック」を開き、${place}のコンテンツトークンをダウンロードします。`;
  const school = `${SCHOOL} で自分の名前 >「環境設定」>「お支払いと請求」を開き、「コンテンツトークン」で${place}を選択してダウンロードします。`;
  if (portal === undefined) return `${business}${school}`;
  return portal === 'business' ? business : school;
}

export const upload = ({ token }: TokenWords) =>
  `Intune で${named(token)}の [基本] の [編集] を選択し、ファイルをアップロードします。Apple アカウントがダウンロードに使ったアカウントであることを確認して保存します。[作成] は使いません (重複になります)。`;

export const VERIFY =
  '[同期] を選択します。新しい有効期限の表示には時間がかかることがあります。ページを再読み込みして確認します。';

export const SUPPORT = '24 時間たっても解決しない場合は、Intune 管理センターのヘルプとサポートから問い合わせます。';

/** Of tokens that Apple does not accept. */
export const STOPPED =
  'インストール済みのアプリは引き続き使えます。解決するまで、ライセンスの割り当てと取り消し、VPP アプリの新規インストールと更新はできません。';

/** Of tokens that do not sync. */
export const STALE =
  'インストール済みのアプリと割り当て済みのライセンスは引き続き使えます。新しい購入は Intune に反映されず、ライセンス数が古い可能性があります。';
