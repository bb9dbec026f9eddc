"""Facts of one patient, typed and with units. Never an identifier."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PatientFacts(BaseModel):
    """What the clinician told of the patient; every field optional (None: not told)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    age_years: float | None = Field(default=None, ge=0, le=120)
    weight_kg: float | None = Field(default=None, gt=0, le=400)
    egfr: float | None = Field(default=None, ge=0, le=250)
    """mL/min/1.73 m²."""
    upcr_g_per_g: float | None = Field(default=None, ge=0, le=50)
    classes: tuple[str, ...] | None = None
    """ISN/RPS classes, roman numerals."""
    biopsy_proven: bool | None = None
    pregnant: bool | None = None
    planning_pregnancy: bool | None = None
    dialysis: bool | None = None
    transplant: bool | None = None
    therapies: tuple[str, ...] | None = None
    """Generic names of what the patient takes now."""
    severe_cns_lupus: bool | None = None
    sbp: float | None = Field(default=None, gt=30, le=320)
    """Systolic blood pressure, mmHg."""
    dbp: float | None = Field(default=None, gt=10, le=220)
    """Diastolic blood pressure, mmHg."""
    hbv_status: str | None = None
    """As told: "negative", "HBsAg positive", …"""
    sex: Literal["female", "male"] | None = None
    child: bool | None = None
    """Said to be a child where no age is told."""
    active_disease: bool | None = None
    """Nephritis is active now."""
    inadequate_response: bool | None = None
    """Standard therapy was given and did not bring at least a partial response, or disease is refractory."""
    response: Literal["complete", "partial", "none"] | None = None
    """Renal response to the present treatment."""

    def known(self) -> dict[str, object]:
        """The facts that were told, by field name."""
        return self.model_dump(exclude_none=True)
