"""Settings: one typed place, read from the environment and checked at start."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from chat_app.errors import SettingsError


class Settings(BaseSettings):
    """All settings. Environment names: `LN_CONSULT_` and the field in capitals, unless said otherwise."""

    model_config = SettingsConfigDict(env_prefix="LN_CONSULT_", extra="ignore")

    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key")
    )
    """`OPENAI_API_KEY`: key of the model server."""
    openai_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url")
    )
    """`OPENAI_BASE_URL`: address of any compatible server."""
    model: str = "gpt-5-mini"
    """Model asked for, as the server names it."""
    api: Literal["chat", "responses"] = "chat"
    """Which of the two OpenAI interfaces to speak."""
    database_url: str | None = None
    """SQLAlchemy address. Default: SQLite in the data folder."""
    data_folder: Path | None = None
    """Folder for what is kept on this machine: the database, proposed changes, question sets, recordings.
    Default: the user's data folder."""
    connect_timeout: float = Field(default=5.0, gt=0)
    """Seconds until the model server must have accepted a connection."""
    first_token_timeout: float = Field(default=20.0, gt=0)
    """Seconds until the first token must have come."""
    token_timeout: float = Field(default=10.0, gt=0)
    """Seconds that may pass between two tokens."""
    answer_timeout: float = Field(default=120.0, gt=0)
    """Seconds for a whole answer."""
    judge_timeout: float = Field(default=15.0, gt=0)
    """Seconds that the second reader may take over one sentence."""
    second_reader: bool = True
    """Whether the model reads again, by a prompt of its own, what the checks could not decide."""
    retries: int = Field(default=2, ge=0, le=10)
    """Times that a failed request is sent again, before the first token only."""
    retry_wait: float = Field(default=8.0, ge=0)
    """Longest pause before a request is sent again, in seconds; no server is waited for longer."""
    breaker_failures: int = Field(default=3, gt=0)
    """Failures in a row after which the model server is left alone for a while."""
    breaker_rest: float = Field(default=30.0, gt=0)
    """Seconds for which it is left alone."""
    max_prompt_tokens: int = Field(default=16_000, ge=1000)
    """Longest prompt, in tokens: statements are packed by rank, the conversation is cut oldest first."""
    max_answer: int = Field(default=40_000, gt=0)
    """Longest answer that is read from the model, in characters."""
    prompt_price: float | None = Field(default=None, ge=0)
    """Price of a million prompt tokens, in any currency; with the next, it puts the cost on record."""
    completion_price: float | None = Field(default=None, ge=0)
    """Price of a million completion tokens."""
    prompt_folder: Path | None = None
    """Folder of prompts in place of the built-in ones."""
    answer_prompt: str = "answer"
    """Prompt that answers are written with: a name (its active version) or `name@version`."""
    judge_prompt: str = "judge"
    """Prompt of the second reader, likewise."""
    host: str = "127.0.0.1"
    """Address the web server listens on."""
    port: int = Field(default=8501, ge=1, le=65535)
    """Port the web server listens on."""
    max_question: int = Field(default=8000, gt=0)
    """Longest question, in characters."""
    lab_concurrency: int = Field(default=4, ge=1, le=64)
    """Questions that a run of the prompt lab has under way at once."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"

    @property
    def model_configured(self) -> bool:
        """Whether a language model may be asked: a base URL or a key is set."""
        return bool(self.openai_base_url or self.openai_api_key)

    @property
    def resolved_database_url(self) -> str:
        """The database address, with the default filled in (its folder is made when it is opened)."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{self.resolved_data_folder / 'consultations.sqlite3'}"

    @property
    def resolved_data_folder(self) -> Path:
        """The data folder, with the default filled in (it is made when something is written to it)."""
        return self.data_folder or default_data_folder()


def default_data_folder() -> Path:
    """The user's data folder, as the operating system names it."""
    return Path(user_data_path("ln-consult", appauthor=False))


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment. Raises SettingsError, which names each wrong one."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise SettingsError("Settings: " + "; ".join(lines)) from error
